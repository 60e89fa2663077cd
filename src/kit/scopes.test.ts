import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAppError } from '#base/errors.ts'
import fc from 'fast-check'
import type { Capability, Scope } from './define.ts'
import { compareScopes, coveredBy, planScopes, requireScopes } from './scopes.ts'

const scope = (id: string, serves: Capability, more: Partial<Scope> = {}): Scope => ({
  id,
  label: id,
  serves,
  required: false,
  explains: `${id} enables something`,
  ...more,
})

const SCOPES = [
  scope('users.read', 'discovery', { required: true }),
  scope('groups.read', 'discovery'),
  scope('groups.write', 'workflows', { includes: ['groups.read'] }),
  scope('users.write', 'provisioning', { includes: ['users.read'] }),
  scope('admin', 'workflows', { includes: ['users.write', 'groups.write'] }),
]

test('the plan has the required scopes, those that serve what is wanted, and none that another one includes', () => {
  assert.deepEqual(planScopes(SCOPES, new Set()), ['users.read'])
  assert.deepEqual(planScopes(SCOPES, new Set(['discovery'])), ['users.read', 'groups.read'])
  assert.deepEqual(planScopes(SCOPES, new Set(['provisioning'])), ['users.read', 'users.write'])
  const both = scope('config', 'discovery', { alsoServes: 'provisioning' })
  assert.deepEqual(planScopes([both], new Set(['provisioning'])), ['config'])
  assert.deepEqual(planScopes([both], new Set(['workflows'])), [])
  assert.deepEqual(planScopes(SCOPES.slice(0, 3), new Set(['discovery', 'workflows'])), ['users.read', 'groups.write'])
})

const capabilities: Capability[] = ['discovery', 'provisioning', 'workflows']
const anyScopes = fc
  .array(
    fc.record({
      serves: fc.constantFrom(...capabilities),
      required: fc.boolean(),
      includes: fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 3 }),
    }),
    { maxLength: 8 },
  )
  .map((some) =>
    some.map(({ serves, required, includes }, index) =>
      scope(`s${index}`, serves, {
        required,
        includes: includes.filter((one) => one < some.length).map((one) => `s${one}`),
      }),
    ),
  )

test('no plan can be made smaller, none lacks what was wanted, and none asks for what only serves something else', () => {
  fc.assert(
    fc.property(anyScopes, fc.uniqueArray(fc.constantFrom(...capabilities)), (scopes, some) => {
      const wanted = new Set(some)
      const plan = planScopes(scopes, wanted)
      const needed = scopes.filter(({ required, serves }) => required || wanted.has(serves))
      const covered = coveredBy(scopes, plan)
      for (const { id } of needed) assert.ok(covered.has(id), `${id} is needed`)
      for (const id of plan) {
        const picked = scopes.find((one) => one.id === id)!
        assert.ok(needed.includes(picked), `${id} is asked for and not needed`)
        const rest = coveredBy(
          scopes,
          plan.filter((other) => other !== id),
        )
        assert.ok(picked.required || !rest.has(id), `${id} is spare`)
      }
    }),
  )
})

test('a broader scope that was granted counts as the narrower one that is required', () => {
  requireScopes('Acme', SCOPES, ['admin'])
  assert.throws(
    () => requireScopes('Acme', SCOPES, ['groups.write']),
    (error) => isAppError(error, 'vendor_forbidden') && error.message.includes('"users.read"'),
  )
})

test('a grant is compared with what was asked for and what was granted before', () => {
  const asked = ['users.read', 'groups.read']
  const compare = (before: string[] | null, granted: string[] | null) =>
    compareScopes(SCOPES, { asked, before, granted })
  assert.equal(compare(asked, null), null)
  assert.equal(compare(asked, ['groups.read', 'users.read']), null)
  assert.deepEqual(compare(null, ['users.read']), { missing: ['groups.read'], lost: [], beyond: [] })
  assert.deepEqual(compare(asked, ['users.read']), { missing: [], lost: ['groups.read'], beyond: [] })
  assert.deepEqual(compare(asked, [...asked, 'admin', 'billing']), {
    missing: [],
    lost: [],
    beyond: ['admin', 'billing'],
  })
  assert.equal(compare([...asked, 'billing'], [...asked, 'billing']), null, 'what it had before has not crept in')
})
