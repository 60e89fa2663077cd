import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { isAppError, type ErrorCode } from '#base/errors.ts'
import { runAction } from '#kit/run-action.ts'
import type { Effect } from '#kit/sandbox-faults.ts'
import { isShown, others, withAction } from '../helpers/action-bench.ts'
import { connectorSurfaces } from '../helpers/connectors.ts'

/** A vendor that answers so has done nothing. */
const REFUSALS: readonly { status: number; headers?: Record<string, string>; code: ErrorCode }[] = [
  { status: 400, code: 'action_refused' },
  // The same credential has just read.
  { status: 401, code: 'vendor_forbidden' },
  { status: 403, code: 'vendor_forbidden' },
  { status: 404, code: 'action_target_missing' },
  { status: 429, headers: { 'retry-after': '0' }, code: 'vendor_rate_limited' },
]

/** The vendor has done it, and its answer does not arrive or is none. */
const LOST: readonly Effect[] = [{ kind: 'reset' }, { kind: 'status', status: 500 }, { kind: 'status', status: 504 }]

/** The vendor has not done it, and nobody can know. */
const LOST_BEFORE: readonly Effect[] = [{ kind: 'reset before' }, { kind: 'instead', status: 503 }]

const CUTS_OFF = new Set(['deactivate', 'delete', 'remove-licence', 'remove-from-group', 'remove-app', 'change-role'])

for (const surface of await connectorSurfaces()) {
  const { id, connector } = surface
  const actions = Object.entries(connector.actions ?? {})
  if (actions.length === 0) continue

  suite(id, () => {
    test('its actions are whole: words, form, scopes that are declared, and an inverse or the reason for none', () => {
      assert.ok(connector.capabilities.includes('workflows'))
      for (const [name, action] of actions) {
        assert.match(name, /^[a-z][A-Za-z]*$/)
        assert.ok(action.label !== '' && !action.label.endsWith('.'), `${name}: a label is no sentence`)
        for (const sentence of [action.explains, ...action.consequences]) assert.match(sentence, /^[A-Z].*\.$/, name)
        if (action.destructive) assert.ok(action.consequences.length > 0, `${name} says what it costs`)
        if (CUTS_OFF.has(action.kind)) assert.ok(action.destructive, `${name} is destructive`)
        for (const scope of action.scopes)
          assert.equal(
            connector.scopes.find((declared) => declared.id === scope)?.required,
            false,
            `${name}: ${scope} is declared, and no connection has to have it`,
          )
        const { inverse, readBack } = action
        if ('none' in inverse) assert.match(inverse.none, /^[A-Z].*\.$/, name)
        else assert.ok(connector.actions![inverse.action], `${name}: ${inverse.action} is an action`)
        if ('account' in readBack) assert.equal(connector.streams[readBack.account]?.kind, 'accounts', name)
        for (const field of action.fields) {
          assert.match(field.name, /^[a-z][A-Za-z]*$/)
          assert.notEqual(field.label, '')
          if (field.kind === 'choice') assert.ok(field.choices && field.choices.length > 1, name)
        }
      }
    })

    for (const [name, { kind, fields }] of actions) {
      const leaves = surface.actionSamples[name]?.leaves
      test(`${name}: done and read back, shown by the next lists, told as done already, and taken back`, () =>
        withAction(surface, name, async ({ action, input, act, facts, writes }) => {
          const before = await facts()
          assert.equal(isShown(action, input, before, leaves), false, 'there is something to do')
          const verdict = await act()
          assert.ok(verdict.outcome === 'done', JSON.stringify(verdict))
          assert.ok(verdict.wasAnswered)
          assert.equal(writes(), 1, 'one call')
          const after = await facts()
          assert.ok(isShown(action, input, after, leaves), 'the lists show it')
          assert.deepEqual(others(after, input), others(before, input), 'nobody else is touched')

          assert.equal((await act()).outcome, 'already')
          assert.equal(writes(), 1, 'what is done already is not sent')

          if (!('action' in verdict.undo)) return
          const undone = await act(verdict.undo.action, verdict.undo.input)
          assert.equal(undone.outcome, 'done')
          const { account = null } = verdict.undo.input as { account?: string }
          const last = await facts()
          if (kind === 'create' || kind === 'invite') {
            assert.ok(account !== null && account === verdict.account, 'the new account is known by its id')
            assert.notEqual(last.accounts[account]?.status, 'active')
          } else assert.equal(isShown(action, input, last, leaves), false, 'as it was')
          assert.deepEqual(others(last, input), others(before, input))
        }))

      test(`${name}: a lost answer is followed by reading, and never by a second call`, async () => {
        for (const effect of LOST) {
          await withAction(surface, name, async ({ act, sandbox, isItsCall, writes }) => {
            const fault = sandbox.plan({ when: isItsCall, times: 1, do: effect })
            const verdict = await act()
            assert.equal(fault.fired, 1)
            assert.ok(verdict.outcome === 'done' && !verdict.wasAnswered, JSON.stringify(verdict))
            assert.equal(writes(), 1)
          })
        }
        for (const effect of LOST_BEFORE) {
          await withAction(surface, name, async ({ act, sandbox, isItsCall, writes }) => {
            const fault = sandbox.plan({ when: isItsCall, times: 1, do: effect })
            const verdict = await act()
            assert.equal(fault.fired, 1)
            assert.ok(verdict.outcome === 'unverified', JSON.stringify(verdict))
            assert.match(verdict.why, /answer did not arrive/)
            assert.equal(writes(), 1)
          })
        }
      })

      test(`${name}: what cannot be read back is unverified, and not done`, () =>
        withAction(surface, name, async ({ act, sandbox, writes, isItsCall }) => {
          const fault = sandbox.plan({
            when: (request) => writes() > 0 && !isItsCall(request),
            do: { kind: 'status', status: 500 },
          })
          const verdict = await act()
          assert.ok(fault.fired > 0)
          assert.ok(verdict.outcome === 'unverified', JSON.stringify(verdict))
          assert.match(verdict.why, /could not be read back/)
          assert.equal(writes(), 1)
        }))

      test(`${name}: a refusal is told as what it means, and nothing was changed`, () =>
        withAction(surface, name, async ({ act, sandbox, isItsCall, facts }) => {
          const before = await facts()
          for (const { status, headers, code } of REFUSALS) {
            const effect: Effect = { kind: 'instead', status, ...(headers ? { headers } : {}) }
            const fault = sandbox.plan({ when: isItsCall, do: effect })
            await assert.rejects(act(), (error) => {
              assert.ok(isAppError(error, code), `${status}: ${String(error)}`)
              assert.doesNotMatch(error.message, /planned fault|127\.0\.0\.1|http:/)
              return true
            })
            assert.ok(fault.fired > 0)
            fault.cancel()
          }
          assert.deepEqual(await facts(), before)
        }))

      test(`${name}: a wrong input is refused by the name of its field, before anything is sent`, () =>
        withAction(surface, name, async ({ act, input, sandbox }) => {
          const calls = sandbox.calls.length
          const wrong = async (given: object, path: string) =>
            assert.rejects(act(name, given), (error) => {
              assert.ok(isAppError(error, 'invalid_input'), String(error))
              assert.deepEqual([...new Set(error.fields?.map((field) => field.path))], [path])
              return true
            })
          for (const field of fields) {
            await wrong({ ...input, [field.name]: { of: 'another kind' } }, field.name)
            await wrong({ ...input, [field.name]: '' }, field.name)
            if (!field.optional) {
              const { [field.name]: _left, ...rest } = input
              await wrong(rest, field.name)
            }
          }
          await wrong({ ...input, isAdmin: 'true' }, 'isAdmin')
          assert.equal(sandbox.calls.length, calls)
        }))

      if (CUTS_OFF.has(kind)) {
        test(`${name}: the account that Rollcall itself works with is never cut off`, () =>
          withAction(surface, name, async ({ input, run, writes, sandbox }) => {
            const calls = sandbox.calls.length
            await assert.rejects(
              runAction(connector, { ...run, integrationAccountId: input['account']! }, name, input),
              (error) => isAppError(error, 'action_protected'),
            )
            assert.equal(writes(), 0)
            assert.equal(sandbox.calls.length, calls)
          }))
      }

      test(`${name}: its scopes suffice, none is spare, and a missing one is named`, () =>
        withAction(surface, name, async ({ action, act, sandbox, run, input, writes, facts }) => {
          const all = [...sandbox.scopes]
          const needed = [
            ...connector.scopes.filter(({ required }) => required).map((scope) => scope.id),
            ...action.scopes,
          ]
          const before = action.scopes.length === 0 ? null : await facts()
          for (const scope of action.scopes) {
            sandbox.scopes.clear()
            for (const one of needed) if (one !== scope) sandbox.scopes.add(one)
            const isNamed = (error: unknown) =>
              isAppError(error, 'vendor_forbidden') && error.message.includes(`"${scope}"`)
            await assert.rejects(act(), (error) => isNamed(error), `the vendor refuses without ${scope}`)

            // Where the vendor has told what was granted, nobody has to ask.
            const calls = sandbox.calls.length
            const granted = needed.filter((one) => one !== scope)
            await assert.rejects(runAction(connector, { ...run, grantedScopes: granted }, name, input), isNamed)
            assert.equal(sandbox.calls.length, calls)
          }
          sandbox.scopes.clear()
          for (const scope of all) sandbox.scopes.add(scope)
          if (before) assert.deepEqual(await facts(), before, 'what was refused has no effect')

          const refused = writes()
          sandbox.scopes.clear()
          for (const scope of needed) sandbox.scopes.add(scope)
          const verdict = await runAction(connector, { ...run, grantedScopes: needed }, name, input)
          assert.equal(verdict.outcome, 'done')
          assert.equal(writes(), refused + 1)
        }))
    }
  })
}
