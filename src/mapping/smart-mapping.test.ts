import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkMapping } from './check-mapping.ts'
import { compileMapping } from './compile-mapping.ts'
import type { SourceField } from './fields.ts'
import { smartMapping } from './smart-mapping.ts'

// A user of RFC 7643 §8.2, shortened.
const SCIM =
  JSON.parse(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
 "id":"2819c223","externalId":"hr-42","userName":"ana@x.test","name":{"givenName":"Ana","familyName":"Ng","formatted":"Ana Ng"},
 "displayName":"Ana Ng","nickName":"Ana","title":"Engineer","userType":"Employee","preferredLanguage":"en-US","locale":"en-US","timezone":"Europe/Oslo","active":true,
 "emails":[{"value":"ana@x.test","type":"work","primary":true}],"phoneNumbers":[{"value":"+4711111111","type":"work"}],
 "groups":[{"value":"e9e30dba","display":"Staff","type":"direct","$ref":"../Groups/e9e30dba"}],"roles":[{"value":"admin","primary":true}],"entitlements":[{"value":"pro"}],
 "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"42","costCenter":"R1","organization":"Acme","division":"R&D","department":"Eng","manager":{"value":"26118915","displayName":"Bo"}},
 "meta":{"resourceType":"User","created":"2024-01-02T03:04:05Z","lastModified":"2026-01-02T03:04:05Z","version":"W/\\"3694e05e\\"","location":"https://x.test/scim/v2/Users/2819c223"}}`) as Record<
    string,
    unknown
  >

// A member of Slack's users.list.
const SLACK = JSON.parse(`{"id":"U01","team_id":"T01","name":"ana","deleted":false,"real_name":"Ana Ng",
"tz":"Europe/Paris","locale":"fr-FR","profile":{"title":"Engineer","phone":"+33 1","skype":"","real_name":"Ana Ng","display_name":"ana","email":"ana@x.test","first_name":"Ana","last_name":"Ng"},
"is_admin":false,"is_owner":false,"is_primary_owner":false,"is_restricted":false,"is_ultra_restricted":false,"is_bot":false,"is_app_user":false,"is_invited_user":false,"is_email_confirmed":true,"has_2fa":true,"updated":1759990000}`) as Record<
  string,
  unknown
>

// A user of OneLogin's API 1.
const ONELOGIN =
  JSON.parse(`{"id":56781966,"email":"ana@x.test","username":"ana","firstname":"Ana","lastname":"Ng","state":1,"status":1,
  "group_id":null,"role_id":[123],"directory_id":null,"external_id":null,"activated_at":"2024-01-02T03:04:05.000Z",
  "created_at":"2024-01-01T00:00:00.000Z","updated_at":"2026-01-01T00:00:00.000Z","last_login":null,"invitation_sent_at":null,
  "locked_until":null,"invalid_login_attempts":0,"password_changed_at":null,"phone":null,"locale_code":null,"member_of":null,
  "samaccountname":null,"userprincipalname":null,"distinguished_name":null,"manager_ad_id":null,"openid_name":"ana","notes":null,
  "title":null,"department":null,"company":null,"custom_attributes":{"cost_center":"42"}}`) as Record<string, unknown>

const field = (name: string, path: string, more: Partial<SourceField> = {}): SourceField => ({
  name,
  path,
  type: 'text',
  ...more,
})

function propose(fields: SourceField[], sample: unknown[] = []) {
  const { targets, reasons } = smartMapping(fields, sample)
  assert.deepEqual(
    Object.keys(reasons),
    targets.map((target) => target.field),
    'each target has its reason',
  )
  return {
    targets,
    reasons,
    sources: Object.fromEntries(targets.map((target) => [target.field, target.source ?? `= ${target.constant}`])),
    keys: targets.filter((target) => target.key).map((target) => target.field),
    claims: (record: unknown) => compileMapping({ targets }, { credentialName: '' }).apply(record).claims,
  }
}

test('a SCIM user is mapped from the sample alone', () => {
  const { targets, sources, keys, claims } = propose([], [SCIM])
  const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
  assert.deepEqual(sources, {
    email: 'emails[primary=true].value',
    username: 'userName',
    displayName: 'displayName',
    givenName: 'name.givenName',
    familyName: 'name.familyName',
    role: '= Employee',
    department: `${enterprise}.department`,
    title: 'title',
    manager: `${enterprise}.manager.value`,
    timezone: 'timezone',
    phone: 'phoneNumbers[type=work].value',
    locale: 'locale',
    employeeNumber: `${enterprise}.employeeNumber`,
  })
  assert.deepEqual(keys, ['email'])
  assert.deepEqual(checkMapping({ targets }, { sample: [SCIM] }), [])
  assert.equal(claims(SCIM)['department'], 'Eng')
})

test('a Slack member is mapped: its "name" is the user name, its names are in the profile', () => {
  const { targets, sources, claims } = propose([], [SLACK])
  assert.deepEqual(sources, {
    email: 'profile.email',
    username: 'name',
    displayName: 'profile.display_name',
    givenName: 'profile.first_name',
    familyName: 'profile.last_name',
    role: '= Employee',
    title: 'profile.title',
    timezone: 'tz',
    phone: 'profile.phone',
    locale: 'locale',
  })
  assert.deepEqual(checkMapping({ targets }, { sample: [SLACK] }), [])
  assert.equal(claims(SLACK)['username'], 'ana')
})

test("Slack's declared fields are recognised by the names that they are shown with", () => {
  const { sources } = propose([
    field('Deleted?', 'deleted', { type: 'boolean' }),
    field('Email', 'profile.email', { personal: true }),
    field('First Name', 'profile.first_name'),
    field('Is Admin?', 'is_admin', { type: 'boolean' }),
    field('Last Name', 'profile.last_name'),
    field('Title', 'profile.title'),
    field('User ID', 'id'),
    field('User Name', 'name'),
  ])
  assert.equal(sources['username'], '{{ name | default: profile.email }}')
  assert.equal(sources['email'], 'profile.email')
  assert.equal(sources['displayName'], '{{ profile.first_name }} {{ profile.last_name }}')
  assert.equal(sources['title'], 'profile.title')
})

test('a OneLogin user is mapped; where one has no user name, the e-mail stands in', () => {
  const { sources } = propose([], [ONELOGIN])
  assert.equal(sources['email'], 'email')
  assert.equal(sources['username'], 'username')
  assert.equal(sources['displayName'], '{{ firstname }} {{ lastname }}')
  assert.equal(sources['department'], 'department', 'a name counts although no record of the sample has a value')
  const nameless = { ...ONELOGIN, username: null }
  const { sources: filled, reasons, claims } = propose([], [ONELOGIN, nameless])
  assert.equal(filled['username'], '{{ username | default: email }}')
  assert.match(reasons['username'] ?? '', /Where it is empty, email fills it/)
  assert.equal(claims(nameless)['username'], 'ana@x.test')
})

test('where no e-mail is sent, the user name fills it, but only if it looks like one', () => {
  const { emails: _, ...miro } = SCIM
  const withAddress = propose([], [miro])
  assert.equal(withAddress.sources['email'], 'userName')
  assert.deepEqual(withAddress.keys, ['username'])
  const without = propose([], [{ ...miro, userName: 'ana' }])
  assert.equal(without.sources['email'], undefined)
  assert.ok(checkMapping({ targets: without.targets }).some((problem) => problem.message.includes('(email)')))
})

test('without a sample, SCIM e-mails fall back on the first address and on the user name', () => {
  const { sources, claims } = propose([field('E-mail', 'emails[primary=true].value'), field('User name', 'userName')])
  assert.equal(sources['email'], '{{ emails[primary=true].value | default: emails[0].value | default: userName }}')
  assert.equal(sources['username'], 'userName')
  assert.equal(claims({ userName: 'a@x.test' })['email'], 'a@x.test')
  assert.equal(claims({ userName: 'a', emails: [{ value: 'b@x.test' }] })['email'], 'b@x.test')
})

test('only gaps that the sample shows are filled, and only by what means the same', () => {
  const bare = { ...SCIM, emails: [{ value: 'bo@x.test' }] }
  assert.equal(
    propose([], [SCIM, bare]).sources['email'],
    '{{ emails[primary=true].value | default: emails[0].value }}',
  )
  const noDepartment = {
    login: 'a',
    email: 'a@x.test',
    department: null,
    dept: 'X',
    display_name: '',
    real_name: 'Ana Ng',
  }
  const { sources } = propose([], [noDepartment, { ...noDepartment, department: 'Eng', display_name: 'ana' }])
  assert.equal(sources['department'], 'department')
  assert.equal(sources['displayName'], '{{ display_name | default: real_name }}')
})

test('"name" is not the user name when it has spaces, nor when it is only the label of another field', () => {
  const { sources } = propose([], [{ name: 'Ana Ng', real_name: 'Ana Maria Ng', email: 'a@x.test' }])
  assert.equal(sources['username'], 'email')
  assert.equal(sources['displayName'], 'real_name')
  const labelled = propose([field('Name', 'full_name'), field('Email', 'email')])
  assert.equal(labelled.sources['displayName'], 'full_name')
  assert.equal(labelled.sources['username'], 'email')
})

test('a name that the sample never fills comes after one that it fills', () => {
  const { sources } = propose([], [{ email: null, mail: 'a@x.test', department: '', dept: 'Eng' }])
  assert.equal(sources['department'], 'dept')
  assert.equal(sources['email'], 'mail')
})

test("a connector's template is proposed as it is", () => {
  const template = '{{ login | default: mail }}'
  const { sources } = propose(
    [field('User name', template, { target: 'username' })],
    [{ mail: 'a@x.test' }, { email: 'b@x.test' }],
  )
  assert.equal(sources['username'], template)
})

test("the connector's hint comes first, and a hinted field fills nothing else", () => {
  const { sources, reasons } = propose([
    field('Title', 'title', { target: 'department' }),
    field('Work mail', 'x.y', { target: 'email' }),
    field('Email', 'email'),
  ])
  assert.equal(sources['department'], 'title')
  assert.equal(sources['title'], undefined)
  assert.equal(sources['email'], 'x.y')
  assert.match(reasons['email'] ?? '', /Declared by the connector/)
})

test("other people's fields, flags, lists and dates are not taken for the person's", () => {
  const { sources } = propose(
    [field('Title', 'has_title', { type: 'boolean' }), field('Location', 'moved', { type: 'date' })],
    [
      {
        email: 'a@x.test',
        login: 'a',
        manager: { title: 'Boss', department: 'D' },
        created_by: { phone: '1', locale: 'x' },
        department: ['a'],
        timezone: true,
        has_title: true,
        moved: '2024-01-01',
      },
    ],
  )
  assert.deepEqual(sources, { email: 'email', username: 'login', role: '= Employee' })
})

test('an e-mail field that holds no addresses is not the e-mail', () => {
  assert.equal(propose([], [{ email: true, mail: 'a@x.test', login: 'a' }]).sources['email'], 'mail')
  assert.equal(propose([], [{ email: 'yes', mail: 'a@x.test', login: 'a' }]).sources['email'], 'mail')
  const sometimes = [
    { email: 'yes', mail: 'a@x.test', login: 'a' },
    { email: 'b@x.test', login: 'b' },
  ]
  assert.equal(propose([], sometimes).sources['email'], 'email', 'nothing stands in for a value that is there')
})

test('nothing to go by gives the role only, and hostile records give nothing more', () => {
  const hostile: unknown[] = [
    null,
    5,
    'email',
    [],
    [[]],
    { email: { constructor: 1 } },
    JSON.parse('{"__proto__":{"email":"a@x.test"},"constructor":"x"}'),
  ]
  for (const sample of [[], hostile]) assert.deepEqual(propose([], sample).sources, { role: '= Employee' })
  assert.deepEqual(propose([field('Email', 'a..b'), field('Email', '$syncTime')]).sources, { role: '= Employee' })
})

test('a record of ten thousand keys is looked at no further than needed', () => {
  const wide = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, position) => [`key${position}`, { a: [{ b: 1, c: { d: 2 } }] }]),
  )
  const { sources } = propose([], [{ email: 'a@x.test', login: 'a', ...wide, title: 'Engineer' }])
  assert.equal(sources['email'], 'email')
  assert.equal(sources['title'], undefined, 'it stands behind the first 500 values')
})
