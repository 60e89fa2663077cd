import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAppError } from '#base/errors.ts'
import type { AccountRecord, Context } from '../define.ts'
import { canonicalResource, ENTERPRISE } from './attributes.ts'
import { mapScimGroup, membersOfGroup, ScimGroup } from './group.ts'
import { listedResources, scimFailure, scimPages, totalResults } from './list.ts'
import { mapScimUser, ScimUser, USER_EXPECTED } from './user.ts'

function map(raw: Record<string, unknown>, settings: Context['settings'] = {}): AccountRecord {
  return mapScimUser(ScimUser.parse({ id: '1', userName: 'ana', ...raw }), { settings })
}

test('resources are found where the RFC has them, and may be missing only where there is nothing to list', () => {
  const list = (body: object) => listedResources(body, USER_EXPECTED)
  assert.deepEqual(list({ totalResults: 1, Resources: [{ id: '1' }] }), [{ id: '1' }])
  assert.deepEqual(list({ totalResults: 0 }), [])
  assert.deepEqual(list({ totalResults: '0', Resources: null }), [])
  assert.deepEqual(list({ totalResults: 3, startIndex: 4, itemsPerPage: 0 }), [], 'a page behind the end')
  for (const body of [
    {},
    { totalResults: 3 },
    { totalResults: 3, startIndex: 1 },
    { Resources: {} },
    { totalResults: 0, Resources: 'none' },
    { Users: [] },
  ]) {
    assert.equal(list(body), undefined, JSON.stringify(body))
  }
})

test('a total may be a text; anything else is none', () => {
  assert.deepEqual([{ totalResults: 5 }, { totalResults: '5' }, { totalresults: 5 }].map(totalResults), [5, 5, 5])
  assert.deepEqual([{}, { totalResults: null }, { totalResults: '-5' }].map(totalResults), [null, null, null])
})

test('attribute names in another spelling are read alike, at every depth', () => {
  const usual = {
    id: '1',
    userName: 'ana',
    active: false,
    name: { givenName: 'Ana' },
    emails: [{ value: 'a@example.com', primary: true }],
    displayName: 'Ana',
    meta: { created: '2026-01-01T00:00:00Z' },
    [ENTERPRISE]: { department: 'Sales' },
  }
  const odd = {
    Id: '1',
    UserName: 'ana',
    Active: false,
    Name: { GivenName: 'Ana' },
    Emails: [{ Value: 'a@example.com', Primary: true }],
    DISPLAYNAME: 'Ana',
    Meta: { Created: '2026-01-01T00:00:00Z' },
    [ENTERPRISE.toUpperCase()]: { Department: 'Sales' },
    customThing: 1,
  }
  assert.deepEqual(canonicalResource(odd, USER_EXPECTED), { ...usual, customThing: 1 })
  assert.deepEqual(listedResources({ totalResults: 1, resources: [odd] }, USER_EXPECTED), [
    { ...usual, customThing: 1 },
  ])
  const { active: _active, ...withoutActive } = usual
  // A leaver whose flag alone is spelled otherwise must not pass for active.
  assert.deepEqual(canonicalResource({ ...withoutActive, Active: false }, USER_EXPECTED), { ...usual, active: false })
  const { emails: _emails, ...withoutEmails } = usual
  assert.equal(canonicalResource(withoutEmails, USER_EXPECTED), withoutEmails, 'the usual spelling is left as it is')
})

test('paging is by index unless the server was found to prefer cursors', () => {
  const index = scimPages({ settings: {} })
  assert.deepEqual(index.query(index.first(200), 200), { startIndex: 1, count: 200 })
  const body = { totalResults: 500, nextCursor: 'abc' }
  assert.deepEqual(
    index.next({ start: 1 }, { body, headers: {}, count: 200, total: 500 }, 200),
    { start: 201 },
    'a cursor that was not asked for is left alone',
  )
  const byCursor = scimPages({ settings: { paging: 'cursor', pageSize: 50 } })
  assert.equal(byCursor.pageSize, 50)
  assert.deepEqual(byCursor.query(byCursor.first(50), 50), { count: 50, cursor: '' })
  assert.deepEqual(byCursor.next({}, { body, headers: {}, count: 50, total: 500 }, 50), { cursor: 'abc' })
  assert.equal(
    byCursor.next({}, { body: { totalResults: 500 }, headers: {}, count: 50, total: 500 }, 50),
    null,
    'no cursor is the only end',
  )
})

test('active may be a flag, a text or absent; what else it is, nobody leaves for it', () => {
  const status = (active: unknown, settings = {}) => {
    const record = map({ active }, settings)
    return [record.status, record.vendorStatus]
  }
  assert.deepEqual(
    [true, 'true', 'True', undefined, null].map((active) => status(active)[0]),
    ['active', 'active', 'active', 'active', 'active'],
  )
  assert.deepEqual(
    [false, 'false', 'False'].map((active) => status(active)),
    [
      ['suspended', 'false'],
      ['suspended', 'false'],
      ['suspended', 'False'],
    ],
  )
  assert.deepEqual(status(false, { inactiveMeans: 'inactive' }), ['inactive', 'false'])
  assert.deepEqual(status(false, { inactiveMeans: 'suspended' }), ['suspended', 'false'])
  assert.deepEqual(
    [0, 'no', 'ACTIVE'].map((active) => status(active)),
    [
      ['unknown', '0'],
      ['unknown', 'no'],
      ['unknown', 'ACTIVE'],
    ],
  )
  assert.deepEqual(status(undefined), ['active', null])
})

test('the e-mail is the primary one, else the one for work, else the first, else a user name that is one', () => {
  const email = (emails: unknown, userName = 'ana') => map({ emails, userName }).email
  const home = { value: 'home@example.com', type: 'home' }
  const work = { value: 'work@example.com', type: 'Work' }
  assert.equal(email([home, work, { value: 'main@example.com', primary: true }]), 'main@example.com')
  assert.equal(email([home, { value: 'main@example.com', primary: 'True' }]), 'main@example.com')
  assert.equal(email([home, work]), 'work@example.com')
  assert.equal(email([{ value: '' }, home]), 'home@example.com')
  assert.equal(email([], 'ana@example.com'), 'ana@example.com')
  assert.equal(email(null, 'ana'), null)
})

test('the settings say who is an admin, a guest, a service account, and whether an active account is a seat', () => {
  const settings = {
    adminValues: 'Owner, admins',
    guestValues: 'guest',
    serviceAccountValues: 'service',
    seatPerActiveUser: 'yes',
  }
  assert.equal(map({ roles: [{ value: 'OWNER' }] }, settings).isAdmin, true)
  assert.equal(map({ groups: [{ value: 'g1', display: 'Admins' }] }, settings).isAdmin, true)
  assert.equal(map({ userType: 'Guest' }, settings).isGuest, true)
  assert.equal(map({ userType: 'service' }, settings).isServiceAccount, true)
  assert.equal(map({ roles: [{ value: 'owner' }] }).isAdmin, false)
  assert.deepEqual(map({ entitlements: [{ value: 'pro' }, 'basic'] }, settings).licences, ['pro', 'basic', 'seat'])
  assert.deepEqual(map({ active: false }, settings).licences, [])
  assert.deepEqual(map({}).licences, [])
})

test('role, groups and roles come from the user, where the server sends them', () => {
  const record = map({
    userType: 'Employee',
    roles: [{ value: 'member' }, { value: 'admin', display: 'Administrator', primary: true }],
    groups: [
      { value: 'g1', display: 'Staff', type: 'direct' },
      { value: 'g2', display: 'All', type: 'indirect' },
    ],
  })
  assert.equal(record.role, 'admin')
  assert.deepEqual(record.entitlements, [
    { kind: 'role', externalId: 'member', name: 'member' },
    { kind: 'role', externalId: 'admin', name: 'Administrator' },
    { kind: 'group', externalId: 'g1', name: 'Staff' },
  ])
  assert.equal(map({ roles: ['owner'] }).role, 'owner')
  assert.equal(map({ userType: 'Employee' }).role, 'Employee')
  assert.equal(map({}).entitlements, undefined, 'a user that tells of none leaves them to the lists of groups')
  assert.deepEqual(map({ roles: [] }).entitlements, [])
})

test('data points come from the enterprise extension, and wrong types there lose no one', () => {
  const record = map({
    title: 'Engineer',
    locale: null,
    preferredLanguage: 'en',
    timezone: ['x'],
    [ENTERPRISE]: { department: 'R&D', employeeNumber: 42, manager: { value: 'm1' } },
  })
  assert.deepEqual(record.fields, {
    title: 'Engineer',
    department: 'R&D',
    employeeNumber: 42,
    manager: 'm1',
    locale: 'en',
  })
  assert.equal(map({ [ENTERPRISE]: { manager: { managerId: 'm2' } } }).fields['manager'], 'm2')
  assert.deepEqual(map({ title: { a: 1 }, [ENTERPRISE]: 'none', meta: null, groups: 'none' }).fields, {})
})

test('a group has the members that its list tells; one without is asked for by itself', () => {
  const group = (raw: object) => mapScimGroup(ScimGroup.parse({ id: 'g1', displayName: 'Staff', ...raw }))
  assert.deepEqual(group({ members: [{ value: 'u1' }, { value: 'g2', type: 'Group' }, { value: 2, type: 'User' }] }), {
    kind: 'group',
    externalId: 'g1',
    name: 'Staff',
    description: null,
    members: ['u1', '2'],
  })
  assert.deepEqual(group({ members: [] }).members, [])
  assert.equal(group({}).members, undefined)
  assert.equal(group({ members: null, displayName: null }).members, undefined)
  assert.equal(group({ displayName: null }).name, 'g1')

  assert.deepEqual(membersOfGroup({ id: 'g1', members: [{ value: 'u1' }, { value: 'g2', type: 'group' }] }), [
    { value: 'u1' },
  ])
  assert.deepEqual(membersOfGroup({ Id: 'g1', Members: [{ Value: 'u1' }] }), [{ value: 'u1' }])
  assert.deepEqual(membersOfGroup({ id: 'g1' }), [])
  assert.equal(membersOfGroup({ id: 'g1', members: 'none' }), undefined)
  assert.throws(
    () => membersOfGroup({ message: 'please sign in' }),
    (error) => isAppError(error, 'vendor_bad_response'),
  )
})

test('an error message that came with a 200 is an error', () => {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error']
  const codes = ['401', '403', '404', '429', '503', 500, '400', undefined].map(
    (status) => scimFailure({ schemas, status, detail: 'x' })?.code,
  )
  assert.deepEqual(codes, [
    'vendor_unauthorized',
    'vendor_forbidden',
    'vendor_not_found',
    'vendor_rate_limited',
    'vendor_unavailable',
    'vendor_unavailable',
    'vendor_bad_response',
    'vendor_bad_response',
  ])
  assert.equal(scimFailure({ schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], status: '500' }), null)
  assert.equal(scimFailure([]), null)
})
