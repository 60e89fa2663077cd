import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { AuthMethod, CredentialField } from '#kit/auth.ts'
import { isFactKind, type AnyStream, type Connector } from '#kit/define.ts'
import { connectorBy } from '#kit/surface.ts'
import { CONNECTORS } from '#main/load-connectors.ts'
import { PERSON_FIELDS } from '#mapping/fields.ts'
import { parseSource } from '#mapping/source.ts'
import { connectorFolders } from '../helpers/connectors.ts'

const folders = await connectorFolders()

/** The fields of a credential that its scheme reads: all that it names, at every depth. */
function fieldsRead({ scheme, besides }: AuthMethod): string[] {
  const named = (part: object): string[] =>
    Object.entries(part).flatMap(([key, value]: [string, unknown]) => {
      if (typeof value === 'object' && value !== null) return named(value)
      const isField = key === 'field' || key.endsWith('Field') || (part === scheme && BASIC_FIELDS.has(key))
      return isField ? [String(value)] : []
    })
  return [...named(scheme), ...named(besides?.scheme ?? {})]
}

/** The named hosts that a scheme goes to. */
function hostsNamed(part: object): string[] {
  return Object.entries(part).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value === 'object' && value !== null) return hostsNamed(value)
    return key === 'host' ? [String(value)] : []
  })
}

const BASIC_FIELDS = new Set(['username', 'password'])

function checkForm(fields: readonly CredentialField[], where: string): void {
  assert.equal(new Set(fields.map(({ name }) => name)).size, fields.length, `${where}: each name once`)
  for (const field of fields) {
    assert.match(field.name, /^[a-z][A-Za-z0-9]*$/, where)
    assert.notEqual(field.label, '', `${where}.${field.name} has a label`)
    if (field.pattern) {
      assert.ok(new RegExp(field.pattern.source))
      assert.match(field.pattern.source, /^\^.*\$$/, `${where}.${field.name}: the pattern is for the whole value`)
      assert.match(field.pattern.message, /\.$/, `${where}.${field.name}: the message is a sentence`)
    }
  }
}

/** Whether a list says of which parent it is: in the path, in the query, or in the parts that it has for one. */
function asksForParent({ request, query, partitions }: AnyStream): boolean {
  const window = { since: '2026-03-01T00:00:00.000Z', until: '2026-03-02T00:00:00.000Z' }
  const context = { settings: {}, parentId: 'the parent', window }
  return (
    request.includes('{parentId}') ||
    Object.values(query?.(context) ?? {}).includes(context.parentId) ||
    (typeof partitions === 'function' && partitions.length > 0)
  )
}

test('every connector in the folder is loaded, and nothing else', () => {
  assert.deepEqual([...CONNECTORS.keys()].toSorted(), folders.map(({ id }) => id).toSorted())
})

/** The connector, and what it is by each of its other surfaces. */
const waysIn = (connector: Connector): Connector[] => [
  connector,
  ...Object.keys(connector.surfaces ?? {}).map((method) => connectorBy(connector, method)),
]

for (const { id, connector, readme, sandboxSource } of folders) {
  suite(id, () => {
    /** What stands open in the addresses that an auth method needs. */
    const placeholders = (method: string) =>
      Object.values(connector.hosts)
        .filter(({ onlyFor }) => !onlyFor || onlyFor.includes(method))
        .flatMap(({ url }) => [...(url ?? '').matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))

    test('is named like its folder, and the catalogue facts are there', () => {
      assert.equal(connector.id, id)
      assert.match(id, /^[a-z0-9-]+$/)
      assert.ok(Number.isSafeInteger(connector.version) && connector.version > 0)
      for (const name of ['name', 'category', 'description', 'validation'] as const)
        assert.notEqual(connector[name].trim(), '', name)
      for (const name of [
        'capabilities',
        'dataPoints',
        'personalData',
        'supportedPlans',
        'similarApps',
        'links',
        'prerequisites',
      ] as const) {
        assert.ok(connector[name].length > 0, name)
      }
      for (const { label, url } of connector.links) assert.ok(label !== '' && new URL(url).protocol === 'https:')
      assert.ok(connector.concurrency > 0)
      assert.ok(connector.rateLimit === null || (connector.rateLimit.requests > 0 && connector.rateLimit.perMs > 0))
    })

    test('the forms are whole: what a scheme and a host need is asked for, what is asked for is needed', () => {
      assert.ok(connector.auth.length > 0)
      assert.equal(new Set(connector.auth.map((method) => method.id)).size, connector.auth.length)
      for (const method of connector.auth) {
        checkForm(method.fields, method.id)
        assert.ok(method.label !== '' && method.help !== '')
        const needed = new Set([...fieldsRead(method), ...placeholders(method.id), ...(method.reads ?? [])])
        assert.deepEqual(method.fields.map(({ name }) => name).toSorted(), [...needed].toSorted(), method.id)
        assert.ok(
          method.fields.some(({ secret }) => secret),
          'something in it is a secret',
        )
        for (const name of [...placeholders(method.id), ...(method.reads ?? [])])
          assert.equal(method.fields.find((field) => field.name === name)!.secret, false, `${name} leaves the vault`)
        for (const host of hostsNamed(method.scheme)) {
          const { onlyFor } = connector.hosts[host]!
          assert.ok(!onlyFor || onlyFor.includes(method.id), `${method.id} is given its ${host}`)
        }
      }
      checkForm(connector.settings, 'settings')
      for (const setting of connector.settings) {
        assert.equal(setting.secret, false, `${setting.name}: a setting is never secret`)
        assert.equal(setting.optional, true, `${setting.name}: without settings a connection works`)
      }
    })

    test("hosts are the vendor's own over https, or named by the admin", () => {
      assert.ok(Object.keys(connector.hosts).length > 0)
      for (const { label, help, url } of Object.values(connector.hosts)) {
        assert.ok(label !== '' && help !== '')
        if (url !== undefined) assert.equal(new URL(url.replaceAll(/\{\w+\}/g, 'x')).protocol, 'https:')
      }
    })

    test('other surfaces are for auth methods that there are', () => {
      const methods = connector.auth.map((method) => method.id)
      for (const method of Object.keys(connector.surfaces ?? {})) assert.ok(methods.includes(method), method)
    })

    test('streams are consistent: hosts, parents, scopes, and an account list', () => {
      for (const way of waysIn(connector)) {
        const names = Object.keys(way.streams)
        const scopes = new Set(way.scopes.map((scope) => scope.id))
        assert.equal(scopes.size, way.scopes.length)
        assert.ok(names.some((name) => way.streams[name]!.kind === 'accounts'))
        for (const [at, [name, stream]] of Object.entries(way.streams).entries()) {
          assert.ok(stream.host in way.hosts, `${name}: a host that is declared`)
          if (stream.forEach !== undefined)
            assert.ok(
              names.indexOf(stream.forEach) >= 0 && names.indexOf(stream.forEach) < at,
              `${name} comes after its parent`,
            )
          assert.equal(asksForParent(stream), stream.forEach !== undefined, name)
          const parent = stream.forEach === undefined ? undefined : way.streams[stream.forEach]!
          if (parent?.kind === 'memberships')
            assert.equal(stream.kind, 'memberships', `${name}: of accounts only what they hold`)
          if (stream.kind === 'memberships' && (parent === undefined || parent.kind === 'memberships'))
            assert.ok(stream.gives, `${name}: says which kind of holdings it tells all of`)
          for (const scope of stream.scopes) assert.ok(scopes.has(scope), `${name}: ${scope} is declared`)
        }
        const parts = [...Object.values(way.streams), ...Object.values(way.actions ?? {})]
        const used = new Set(parts.flatMap((part) => part.scopes))
        assert.deepEqual(
          way.scopes.filter((scope) => !used.has(scope.id)),
          [],
          'no scope is declared in vain',
        )
        for (const scope of way.scopes) assert.ok(scope.label !== '' && scope.explains !== '')
      }
    })

    test('a fact stream says how far back it goes, hangs under nothing and leaves out by itself what is no news', () => {
      for (const way of waysIn(connector)) {
        for (const [name, stream] of Object.entries(way.streams)) {
          assert.equal(stream.history !== undefined, isFactKind(stream.kind), name)
          if (stream.history === undefined) continue
          const { keepsDays, windowDays = 1, lateHours = 0 } = stream.history
          assert.ok(keepsDays > 0 && windowDays > 0 && lateHours >= 0, name)
          for (const other of ['forEach', 'skip', 'one', 'gives', 'tellsMembers', 'partitions'] as const)
            assert.equal(stream[other], undefined, `${name}: ${other}`)
        }
      }
    })

    test('an account list can be asked for one by id, so that nobody is called missing by mistake', () => {
      for (const way of waysIn(connector)) {
        for (const [name, stream] of Object.entries(way.streams))
          if (stream.kind === 'accounts') assert.ok(stream.one, name)
      }
    })

    test('what is offered to the mapping is named once, can be read, and fills each person field once', () => {
      for (const way of waysIn(connector)) {
        const { sourceFields } = way
        assert.equal(new Set(sourceFields.map(({ name }) => name)).size, sourceFields.length)
        for (const { path } of sourceFields) assert.ok(parseSource(path))
        const targets = sourceFields.flatMap(({ target }) => (target === undefined ? [] : [target]))
        assert.equal(new Set(targets).size, targets.length)
        for (const target of targets)
          assert.ok(
            PERSON_FIELDS.some(({ name }) => name === target),
            target,
          )
        assert.ok(targets.includes('email') && targets.includes('username'))
      }
    })

    test('the sandbox is written from the documents: it imports nothing of its connector', () => {
      // A long one has its records in a file beside it.
      assert.doesNotMatch(sandboxSource, /from '\.\.?\/(?!sandbox-)/)
    })

    test('the README says where the facts are from, what is left out and how to check the numbers', () => {
      assert.ok(readme)
      for (const heading of ['## What is read', '## Limits', '## Check the numbers', '## Sources'])
        assert.ok(readme.includes(heading), heading)
      if (waysIn(connector).some(({ actions }) => actions !== undefined))
        assert.ok(readme.includes('## What can be changed'), 'what can be changed')
      assert.match(readme, /\d{4}-\d\d-\d\d/)
    })
  })
}
