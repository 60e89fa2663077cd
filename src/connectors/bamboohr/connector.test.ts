import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import type { AccountRecord, ActivityRecord } from '#kit/define.ts'
import { openReader } from '#kit/reader.ts'
import { everyCall } from '#kit/sandbox-faults.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { readAll, readEverything, syncContext } from '#test/helpers/read-all.ts'
import { vendorClient } from '#test/helpers/vendor-client.ts'
import bamboohr from './connector.ts'
import { Employee, listedEmployees, mapEmployee, skipEmployee } from './employee.ts'
import { startSandbox, type BambooSandboxOptions } from './sandbox.ts'

const open = new Set<Sandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

async function start(options: BambooSandboxOptions = {}) {
  const sandbox = await startSandbox(options)
  open.add(sandbox)
  return { sandbox, client: vendorClient(bamboohr, sandbox) }
}

const TODAY = { today: '2026-11-21' }
const employee = (raw: object) => Employee.parse({ employeeId: '1', workEmail: 'ana@example.com', ...raw })
const map = (raw: object, settings = {}): AccountRecord =>
  mapEmployee(employee(raw), { settings: { ...TODAY, ...settings } })

test("the status table is the spec's: blank and missing are active, and only a word it knows decides", () => {
  const statuses = ['Active', 'active', '', null, undefined, 'Inactive', 'On leave', 'constructor'].map(
    (status) => map({ status }).status,
  )
  assert.deepEqual(statuses, ['active', 'active', 'active', 'active', 'active', 'inactive', 'unknown', 'unknown'])
})

test('a status that the credential may not see makes nobody active', () => {
  assert.equal(map({ status: null, _restrictedFields: ['status'] }).status, 'unknown')
})

test('who has yet to join is invited until the day, and has neither department nor job title before', () => {
  const status = (hireDate: unknown, word = 'Inactive') => map({ status: word, hireDate }).status
  assert.deepEqual(
    ['2026-11-22', '2026-11-21', '2026-11-20', '0000-00-00', '', null, 7].map((day) => status(day)),
    ['invited', 'inactive', 'inactive', 'inactive', 'inactive', 'inactive', 'inactive'],
  )
  assert.equal(status('2026-11-22', 'Active'), 'active', 'who may work already is active')

  const job = {
    departmentName: 'Design',
    departmentId: '7',
    jobTitleName: 'Designer',
    jobTitleId: '9',
    divisionName: 'X',
  }
  const body = () => ({
    data: [
      { hireDate: '2026-11-22', ...job },
      { hireDate: '2026-11-21', ...job },
    ],
  })
  const [ahead, today] = listedEmployees(body(), { settings: TODAY }) as Record<string, unknown>[]
  assert.deepEqual(ahead, {
    hireDate: '2026-11-22', departmentName: null, departmentId: null, jobTitleName: null, jobTitleId: null, divisionName: 'X',
  }) // prettier-ignore
  assert.deepEqual(today, body().data[1], 'on the joining date they are there')
  const [later] = listedEmployees(body(), { settings: { today: '2026-11-22' } }) as Record<string, unknown>[]
  assert.equal(later!['departmentName'], 'Design')
})

test('without a work e-mail nobody is processed, unless the setting says so; then a private address stands in', async () => {
  const none = employee({ workEmail: ' ', homeEmail: 'a@home.example', bestEmail: 'b@home.example' })
  assert.match(skipEmployee(none, { settings: {} })!, /no work e-mail/)
  assert.match(
    skipEmployee(employee({ workEmail: null, _restrictedFields: ['workEmail'] }), { settings: {} })!,
    /hides/,
  )
  assert.equal(skipEmployee(none, { settings: { withoutWorkEmail: 'read' } }), null)
  assert.equal(skipEmployee(employee({}), { settings: {} }), null)
  assert.deepEqual(
    [map({ workEmail: null, homeEmail: 'a@home.example' }, { withoutWorkEmail: 'read' }).email,
      map({ workEmail: null, homeEmail: 'a@home.example' }).email,
      map({ homeEmail: 'a@home.example' }, { withoutWorkEmail: 'read' }).email],
    ['a@home.example', null, 'ana@example.com'],
  ) // prettier-ignore

  const { sandbox, client } = await start({ users: 3 })
  sandbox.state.change('4001', { email: '' })
  const ids = async (settings: Record<string, string>) => {
    const context = await syncContext(bamboohr, client, settings)
    const { records } = await readAll(openReader(bamboohr, 'employees', { client, context }))
    return records.map((record) => (record as AccountRecord).externalId)
  }
  assert.deepEqual(await ids({}), ['4000', '4002'])
  assert.doesNotMatch(
    sandbox.calls.at(-1)!.query['fields']!,
    /homeEmail|bestEmail/,
    'private addresses are not asked for',
  )
  assert.deepEqual(await ids({ withoutWorkEmail: 'read' }), ['4000', '4001', '4002'])

  const reader = openReader(bamboohr, 'employees', { client, context: await syncContext(bamboohr, client) })
  const page = reader.parse(await reader.fetch(reader.first()))
  const left = reader.record(page.raws[1])
  assert.ok(!left.ok && left.isLeftOut && left.externalId === '4001', 'left out, and seen all the same')
})

test('the sandbox company has a future joiner, as a sync finds them', async () => {
  const { sandbox, client } = await start({ users: 2 })
  sandbox.state.change('4001', { active: false, createdAt: '2999-01-01T00:00:00Z' })
  const context = await syncContext(bamboohr, client)
  const reader = openReader(bamboohr, 'employees', { client, context })
  const joiner = (await readAll(reader)).records[1] as AccountRecord
  assert.deepEqual(
    [joiner.status, joiner.fields['department'], joiner.fields['title']],
    ['invited', undefined, undefined],
  )
  const again = await reader.readOne!('4001')
  assert.ok(!again.gone)
  assert.deepEqual(reader.record(again.raw), { ok: true, record: joiner }, 'asked for by id, they are the same')
})

test('contractors are guests where the setting says so', () => {
  assert.equal(map({ employmentStatusName: 'Contractor' }, { guestStatuses: 'intern, contractor' }).isGuest, true)
  assert.equal(map({ employmentStatusName: 'Contractor' }).isGuest, false)
})

test('the probe tells the company and whose key it is', async () => {
  const { client } = await start({ users: 2 })
  assert.deepEqual(await bamboohr.probe(client, { settings: {} }), {
    tenantId: 'sandbox',
    // A key may not ask for the company.
    tenantName: null,
    tenantDomain: 'sandbox.bamboohr.com',
    integrationAccountId: '4000',
    grantedScopes: null,
  })
  const { sandbox } = await start({ users: 2 })
  const consented = await bamboohr.probe(vendorClient(bamboohr, sandbox, { method: 'oauth2' }), { settings: {} })
  assert.deepEqual([consented.tenantId, consented.tenantName], ['sandbox', 'Sandbox Inc.'], 'the same company')
  const { client: alone } = await start({ users: 2, ownerIsEmployee: false })
  assert.equal((await bamboohr.probe(alone, { settings: {} })).integrationAccountId, null)
})

test('a credential that may not see e-mail or status is refused, and the words name the field', async () => {
  for (const field of ['workEmail', 'status']) {
    const { client } = await start({ users: 3, hidden: [field] })
    await assert.rejects(
      bamboohr.probe(client, { settings: {} }),
      (error) => isAppError(error, 'vendor_forbidden') && error.message.includes(field),
    )
  }
  const { client } = await start({ users: 3, hidden: ['workEmail'] })
  await bamboohr.probe(client, { settings: { withoutWorkEmail: 'read' } })
})

test('a missing scope is named, and a company that is not there is told from a wrong key', async () => {
  const { sandbox } = await start({ users: 2 })
  const consented = vendorClient(bamboohr, sandbox, { method: 'oauth2' })
  sandbox.scopes.delete('employee')
  await assert.rejects(
    bamboohr.probe(consented, { settings: {} }),
    (error) => isAppError(error, 'vendor_forbidden') && error.message.includes('"employee"'),
  )
  sandbox.plan({ when: everyCall('/api/v1/employees'), do: { kind: 'status', status: 404 } })
  await assert.rejects(
    bamboohr.probe(vendorClient(bamboohr, sandbox), { settings: {} }),
    (error) => isAppError(error, 'vendor_not_found') && /company domain/.test(error.message),
  )
})

test('the company domain is what stands before .bamboohr.com, and a key is one', () => {
  const pattern = (name: string) =>
    new RegExp(bamboohr.auth[0]!.fields.find((field) => field.name === name)!.pattern!.source)
  for (const right of ['acme', 'acme-corp', 'A1']) assert.match(right, pattern('companyDomain'))
  for (const wrong of ['acme.bamboohr.com', 'https://acme', 'acme/', '-acme', 'acme.evil.example#', ''])
    assert.doesNotMatch(wrong, pattern('companyDomain'))
  assert.match('0123456789abcdefABCDef0123456789abcdef01', pattern('apiKey'))
  assert.doesNotMatch('PMAK-1', pattern('apiKey'))
})

test('consent is asked for on the pages that want to be told twice, always with the refresh token', () => {
  const { scheme } = bamboohr.auth.find(({ id }) => id === 'oauth2')!
  assert.ok(scheme.kind === 'oauth2-code')
  assert.deepEqual([scheme.parameters?.['request'], scheme.token.query], ['authorize', { request: 'token' }])
  assert.equal(scheme.scope, 'offline_access company:info')
})

test('who signed in to BambooHR last is told of employees only, and left out where it may not be read', async () => {
  const { sandbox, client } = await start({ users: 6 })
  const { signIns } = await readEverything(bamboohr, client)
  assert.ok(signIns !== undefined && !(signIns instanceof AppError))
  // The third has no user account, the last one never used it, and one account is nobody's.
  assert.deepEqual(
    signIns.records.map((record) => (record as ActivityRecord).accountExternalId),
    ['4000', '4001', '4003'],
  )
  sandbox.scopes.delete('user')
  const lists = await readEverything(bamboohr, vendorClient(bamboohr, sandbox, { method: 'oauth2' }))
  assert.ok(isAppError(lists['signIns'], 'vendor_forbidden') && /"user" \(Tells when/.test(lists['signIns'].message))
})
