import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { suite, test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import type { Connector } from '#kit/define.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { scopedMethod } from '../helpers/action-bench.ts'
import { connectorSurfaces } from '../helpers/connectors.ts'
import { readEverything } from '../helpers/read-all.ts'
import { vendorClient } from '../helpers/vendor-client.ts'

/** A value that is certainly not the right one, and still of the form that the vendor's secrets have. */
function wrongSecret(value: string): string {
  if (!value.includes('PRIVATE KEY')) return `${value.slice(0, -1)}${value.endsWith('x') ? 'y' : 'x'}`
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
}

/** What a sync learns with the sandbox's present scopes, in a form that can be compared. */
async function learned(connector: Connector, sandbox: Sandbox): Promise<unknown> {
  try {
    const client = vendorClient(connector, sandbox, { method: scopedMethod(connector) })
    await connector.probe(client, { settings: {} })
    const lists = await readEverything(connector, client)
    return Object.entries(lists).map(([name, list]) => [name, list instanceof AppError ? list.code : list.records])
  } catch (error) {
    assert.ok(error instanceof AppError)
    return error.code
  }
}

for (const { id, connector, startSandbox } of await connectorSurfaces()) {
  const withSandbox = async (run: (sandbox: Sandbox) => Promise<void>) => {
    const sandbox = await startSandbox({ users: 10, groups: 3 })
    try {
      await run(sandbox)
    } finally {
      await sandbox.close()
    }
  }

  suite(id, () => {
    test('every host can be another one, and nothing is sent anywhere else', () =>
      withSandbox(async (sandbox) => {
        assert.deepEqual(Object.keys(sandbox.hosts).toSorted(), Object.keys(connector.hosts).toSorted())
        await learned(connector, sandbox)
        assert.ok(sandbox.calls.length > 0)
      }))

    test('each way to authorise proves itself, and a wrong secret is refused as such', () =>
      withSandbox(async (sandbox) => {
        assert.deepEqual(
          Object.keys(sandbox.credentials).toSorted(),
          connector.auth.map((method) => method.id).toSorted(),
        )
        for (const method of connector.auth) {
          const probe = await connector.probe(vendorClient(connector, sandbox, { method: method.id }), { settings: {} })
          if (probe.integrationAccountId !== null)
            assert.ok(sandbox.state.find(probe.integrationAccountId), 'the integration account is one of the accounts')
          for (const field of method.fields.filter(
            ({ name, secret }) => secret && name in sandbox.credentials[method.id]!,
          )) {
            const fields = { [field.name]: wrongSecret(sandbox.credentials[method.id]![field.name]!) }
            const wrong = vendorClient(connector, sandbox, { method: method.id, fields })
            await assert.rejects(
              connector.probe(wrong, { settings: {} }),
              (error) => isAppError(error, 'vendor_unauthorized') && error.recovery === 'reconnect',
              method.id,
            )
          }
        }
      }))

    test('the sandbox accepts what the forms accept', () =>
      withSandbox(async (sandbox) => {
        for (const method of connector.auth) {
          for (const { name, pattern, optional } of method.fields) {
            const value = sandbox.credentials[method.id]![name]
            assert.ok(value !== undefined || optional === true, name)
            if (pattern && value !== undefined) assert.match(value, new RegExp(pattern.source), name)
          }
        }
      }))

    test('the scopes that are asked for suffice', () =>
      withSandbox(async (sandbox) => {
        sandbox.scopes.clear()
        for (const scope of connector.scopes) sandbox.scopes.add(scope.id)
        const all = await learned(connector, sandbox)
        assert.ok(Array.isArray(all), `stopped by ${String(all)}`)
        for (const [name, records] of all as [string, unknown][])
          assert.ok(Array.isArray(records), `${name}: ${String(records)}`)
      }))

    test('no scope is asked for that changes nothing, and only a required one stops the sync', () =>
      withSandbox(async (sandbox) => {
        // What only actions need is tested with them; a wider one would stand in for one that only reads.
        const read = new Set(Object.values(connector.streams).flatMap((stream) => stream.scopes))
        for (const { id: scopeId } of connector.scopes) if (!read.has(scopeId)) sandbox.scopes.delete(scopeId)
        const all = await learned(connector, sandbox)
        for (const scope of connector.scopes.filter(({ id: scopeId }) => read.has(scopeId))) {
          sandbox.scopes.delete(scope.id)
          const without = await learned(connector, sandbox)
          assert.notDeepEqual(without, all, `${scope.id} is spare`)
          assert.equal(without === 'vendor_forbidden', scope.required, scope.id)
          sandbox.scopes.add(scope.id)
        }
      }))

    test('a sync changes nothing at the vendor', () =>
      withSandbox(async (sandbox) => {
        await learned(connector, sandbox)
        assert.deepEqual(sandbox.writes, [])
      }))
  })
}
