import { fixedClock } from '#base/clock.ts'
import { oauthConnector, grantOf, startOAuthVendor } from '#test/helpers/oauth-vendor.ts'
import { testApi, type Answer, type Json } from '#test/helpers/api.ts'
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'

const clock = fixedClock(new Date())
const publicUrl = 'https://rollcall.example'
const api = await testApi({ connectors: [oauthConnector('acme'), oauthConnector('other')], clock, publicUrl })
const { ask, db } = api
const vendor = await startOAuthVendor()

beforeEach(async () => {
  await db.query('truncate connections, credentials, apps, audit_events, syncs cascade')
  Object.assign(vendor.seen, { tokenCalls: 0, revoked: [], refuse: false, onToken: undefined })
})

const CLIENT = { clientId: 'client', clientSecret: 'canary-client-secret' }

async function create(over: object = {}): Promise<Json> {
  const answer = await ask('POST', '/api/v1/connections', {
    body: {
      connector: 'acme',
      name: 'Acme',
      method: 'oauth',
      credential: CLIENT,
      hosts: vendor.hosts,
      selection: 'people_and_accounts',
      preference: 'create_and_update',
      deactivate: true,
      smart: true,
      ...over,
    },
  })
  assert.equal(answer.status, 201, answer.text)
  return answer.body
}

type Begun = { cookie: string; state: string; url: URL }

async function begin(id: string, body?: object): Promise<Begun> {
  const answer = await ask('POST', `/api/v1/connections/${id}/authorise`, { body })
  assert.equal(answer.status, 201, answer.text)
  return begun(answer)
}

function begun(answer: Answer): Begun {
  const url = new URL(answer.body.url)
  const cookies = [answer.headers['set-cookie']].flat().map((cookie) => cookie!.split(';')[0]!)
  return { cookie: cookies.join('; '), state: url.searchParams.get('state')!, url }
}

/** The browser comes back. Returns where it is sent to. */
async function comeBack(
  { cookie, state }: Partial<Begun>,
  params: Record<string, string> = {},
  connector = 'acme',
): Promise<string> {
  const query = new URLSearchParams({
    code: grantOf('globex', ['users', 'groups']),
    ...(state ? { state } : {}),
    ...params,
  })
  const answer = await ask('GET', `/connect_callback/${connector}?${query.toString()}`, {
    as: 'nobody',
    headers: cookie ? { cookie } : {},
  })
  assert.equal(answer.status, 303, answer.text)
  assert.equal(answer.headers['cache-control'], 'no-store')
  return answer.headers['location'] as string
}

const read = async (id: string): Promise<Json> => (await ask('GET', `/api/v1/connections/${id}`)).body
const credentials = async (): Promise<Json[]> => (await ask('GET', '/api/v1/credentials')).body.items
const launched = (id: string) => db.query(`update connections set state = 'active' where id = $1`, [id])
const works = async (id: string) => (await ask('POST', `/api/v1/connections/${id}/test`)).status

async function connected(over: object = {}): Promise<Json> {
  const connection = await create(over)
  assert.equal(await comeBack(await begin(connection.id)), `/connections/${connection.id}?authorised=ok`)
  await launched(connection.id)
  return read(connection.id)
}

test('a person authorises at the vendor, and the connection then knows whose account it is and what it may', async () => {
  const { id } = await create()
  assert.equal((await ask('POST', `/api/v1/connections/${id}/test`)).body.code, 'credential_not_authorised')
  const started = await begin(id, { scopes: ['groups'] })
  assert.equal(started.url.searchParams.get('redirect_uri'), `${publicUrl}/connect_callback/acme`)
  assert.equal(started.url.searchParams.get('scope'), 'users groups', 'a required scope is always asked for')
  assert.equal(started.url.searchParams.get('code_challenge_method'), 'S256')
  assert.equal(await comeBack(started), `/connections/${id}?authorised=ok`)
  const connection = await read(id)
  assert.deepEqual(
    [connection.state, connection.vendorTenantId, connection.vendorTenantName, connection.scopes],
    ['draft', 'globex', 'globex Inc.', ['users', 'groups']],
  )
  const scopes = (await ask('GET', `/api/v1/connections/${id}/scopes`)).body.items
  assert.deepEqual(
    scopes.map((scope: Json) => [scope.id, scope.granted]),
    [['users', true], ['groups', true], ['invite', false]], // prettier-ignore
  )
  assert.equal(await works(id), 200)
})

test('the cookie that binds the browser is for the callback only, and out of reach of scripts and of plain http', async () => {
  const { id } = await create()
  const answer = await ask('POST', `/api/v1/connections/${id}/authorise`)
  assert.match(
    String(answer.headers['set-cookie']),
    /^__Secure-rollcall-authorise-[0-9a-f]{12}=[\w-]{43}; Path=\/connect_callback; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
  )
})

test('S12: each answer that does not fit is refused in words of its own, and nothing is sent to the vendor', async () => {
  const { id } = await create()
  const here = `/connections/${id}?authorised=`
  const started = await begin(id)
  assert.equal(await comeBack({ cookie: started.cookie }), '/authorize?result=authorisation_state_missing')
  assert.equal(await comeBack({ ...started, state: 'made-up' }), '/authorize?result=authorisation_unknown')
  assert.equal(await comeBack({ state: started.state }), '/authorize?result=authorisation_other_browser')
  const elsewhere = await begin((await create({ name: 'Another' })).id)
  assert.equal(
    await comeBack({ state: started.state, cookie: elsewhere.cookie }),
    '/authorize?result=authorisation_other_browser',
  )
  assert.equal(await comeBack(started, { error: 'access_denied', code: '' }), `${here}authorisation_denied`)
  assert.equal(await comeBack(started), `${here}authorisation_replayed`)

  const refused = await begin(id)
  assert.equal(await comeBack(refused, { error: 'invalid_scope' }), `${here}authorisation_refused`)
  const foreign = await begin(id)
  assert.equal(await comeBack(foreign, { iss: 'https://evil.example' }), `${here}authorisation_issuer_wrong`)
  const mixed = await begin(id)
  assert.equal(await comeBack(mixed, {}, 'other'), `${here}authorisation_provider_mismatch`)
  assert.equal(await comeBack(mixed), `${here}authorisation_replayed`, 'a mixed-up answer is used up')

  const late = await begin(id)
  clock.advance(10 * 60_000 + 1)
  assert.equal(await comeBack(late), `${here}authorisation_expired`)
  assert.equal(vendor.seen.tokenCalls, 0)
  assert.equal((await read(id)).vendorTenantId, null)
})

test("S12: a stranger's try does not use up the owner's answer", async () => {
  const { id } = await create()
  const started = await begin(id)
  assert.equal(await comeBack({ state: started.state }), '/authorize?result=authorisation_other_browser')
  assert.equal(await comeBack(started), `/connections/${id}?authorised=ok`)
})

test('S12: of ten callbacks with the same answer one counts', async () => {
  const { id } = await create()
  const started = await begin(id)
  const ends = await Promise.all(Array.from({ length: 10 }, () => comeBack(started)))
  assert.deepEqual(ends.toSorted(), [
    ...Array.from({ length: 9 }, () => `/connections/${id}?authorised=authorisation_replayed`),
    `/connections/${id}?authorised=ok`,
  ])
  assert.equal(vendor.seen.tokenCalls, 1)
})

test('S12, S34: no parameter and no header decides where a browser is sent', async () => {
  const { id } = await create()
  const started = await begin(id)
  const evil = { next: 'https://evil.example', redirect_uri: 'https://evil.example', return_to: '//evil.example' }
  assert.equal(await comeBack(started, evil), `/connections/${id}?authorised=ok`)
  const answer = await ask('POST', `/api/v1/connections/${id}/authorise`, {
    headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
  })
  assert.equal(new URL(answer.body.url).searchParams.get('redirect_uri'), `${publicUrl}/connect_callback/acme`)
  const outside = await ask('GET', '/connect_callback/%2f%2fevil.example?state=x', { as: 'nobody' })
  assert.equal(outside.headers['location'], '/authorize?result=authorisation_unknown')
})

test('two tabs of one browser can both finish', async () => {
  const [one, two] = [await create(), await create({ name: 'Two' })]
  const tabs = [await begin(one.id), await begin(two.id)]
  const cookie = tabs.map((tab) => tab.cookie).join('; ')
  assert.equal(await comeBack({ ...tabs[1]!, cookie }), `/connections/${two.id}?authorised=ok`)
  assert.equal(await comeBack({ ...tabs[0]!, cookie }), `/connections/${one.id}?authorised=ok`)
})

test('another admin can authorise anew, on a credential apart; of another vendor account it is refused and given back', async () => {
  const before = await connected()
  const wrong = grantOf('initech', ['users', 'groups'])
  assert.equal(
    await comeBack(await begin(before.id), { code: wrong }),
    `/connections/${before.id}?authorised=tenant_changed`,
  )
  assert.deepEqual(vendor.seen.revoked.includes(wrong), true)
  assert.equal((await read(before.id)).credentialId, before.credentialId)
  assert.equal(await works(before.id), 200, 'what worked goes on working')
  assert.equal((await credentials()).length, 1)

  assert.equal(await comeBack(await begin(before.id)), `/connections/${before.id}?authorised=ok`)
  const after = await read(before.id)
  assert.notEqual(after.credentialId, before.credentialId)
  assert.equal((await credentials()).length, 1, 'the old credential is gone')
  assert.equal(await works(before.id), 200)
})

test('a disconnected connection is authorised again with a new client, and goes on', async () => {
  const { id } = await connected()
  await ask('POST', `/api/v1/connections/${id}/disconnect`)
  const without = await ask('POST', `/api/v1/connections/${id}/authorise`)
  assert.equal(without.body.code, 'preset_client_missing')
  assert.equal(await comeBack(await begin(id, { credential: CLIENT })), `/connections/${id}?authorised=ok`)
  assert.equal((await read(id)).state === 'disconnected', false)
  assert.equal(await works(id), 200)
})

test('S14: less than required is refused, less than asked is shown, and what was lost or crept in is on record', async () => {
  const { id } = await create()
  const here = `/connections/${id}?authorised=`
  assert.equal(await comeBack(await begin(id), { code: grantOf('globex', ['groups']) }), `${here}scopes_missing`)
  assert.equal((await read(id)).vendorTenantId, null)

  const asked = { scopes: ['groups', 'invite'] }
  assert.equal(await comeBack(await begin(id, asked), { code: grantOf('globex', ['users', 'groups']) }), `${here}ok`)
  const first = (await ask('GET', `/api/v1/connections/${id}/scopes`)).body.items
  assert.deepEqual(
    first.filter((scope: Json) => !scope.granted).map((scope: Json) => scope.id),
    ['invite'],
  )

  assert.equal(await comeBack(await begin(id, asked), { code: grantOf('globex', ['users', 'admin']) }), `${here}ok`)
  const { items } = (await ask('GET', `/api/v1/audit-events?target_id=${id}`)).body
  const { detail } = items.find(({ action }: Json) => action === 'connection.authorised')
  assert.deepEqual([detail.missing, detail.beyond, detail.lost], [['groups', 'invite'], ['admin'], ['groups']])
  const unknown = await ask('POST', `/api/v1/connections/${id}/authorise`, { body: { scopes: ['admin'] } })
  assert.deepEqual([unknown.status, unknown.body.fields[0].path], [400, 'scopes.0'])
})

test('a failed exchange leaves nothing behind, and the next try works', async () => {
  const before = await connected()
  vendor.seen.refuse = true
  assert.equal(await comeBack(await begin(before.id)), `/connections/${before.id}?authorised=authorisation_refused`)
  vendor.seen.refuse = false
  assert.equal((await credentials()).length, 1)
  assert.equal(await works(before.id), 200)
  assert.equal(await comeBack(await begin(before.id)), `/connections/${before.id}?authorised=ok`)
})

test('authorisations that nobody finished leave no credential behind', async () => {
  const { id } = await connected()
  await begin(id)
  assert.equal((await credentials()).length, 2)
  clock.advance(2 * 60 * 60_000)
  await comeBack(await begin(id))
  assert.equal((await credentials()).length, 1)
})

test('a method without a consent screen has nothing to authorise', async () => {
  const { id } = await create({ method: 'key', credential: { key: grantOf('globex', ['users']) } })
  const answer = await ask('POST', `/api/v1/connections/${id}/authorise`)
  assert.deepEqual([answer.status, answer.body.fields[0].path], [400, 'method'])
})

test('F16: a client saved once serves new connections, each with a grant of its own', async () => {
  const save = (fields: object) =>
    ask('PUT', '/api/v1/connectors/acme/preset-client', { body: { method: 'oauth', fields, hosts: vendor.hosts } })
  const wanting = { credential: undefined, name: 'No client' }
  const without = await ask('POST', '/api/v1/connections', {
    body: {
      connector: 'acme',
      method: 'oauth',
      hosts: vendor.hosts,
      selection: 'people',
      preference: 'create_only',
      deactivate: false,
      ...wanting,
    },
  })
  assert.equal(without.body.code, 'preset_client_missing')
  assert.equal((await save({ clientId: 'client' })).body.code, 'credential_invalid')
  const saved = await save(CLIENT)
  assert.deepEqual([saved.status, saved.body.publicFields], [200, { clientId: 'client' }])
  assert.ok(!(await ask('GET', '/api/v1/preset-clients')).text.includes(CLIENT.clientSecret))

  const [one, two] = [await connected({ credential: undefined }), await create({ credential: undefined, name: 'Two' })]
  assert.notEqual(one.credentialId, two.credentialId)
  assert.equal((await ask('POST', `/api/v1/connections/${two.id}/test`)).body.code, 'credential_not_authorised')

  const uses = async () => (await ask('GET', '/api/v1/preset-clients')).body.items[0].usedBy
  assert.deepEqual(await uses(), [one, two].map(({ id, name }) => ({ connectionId: id, name })).toSorted((a, b) => (a.name < b.name ? -1 : 1))) // prettier-ignore

  assert.equal((await save({ ...CLIENT, clientId: 'newer' })).body.publicFields.clientId, 'newer')
  assert.deepEqual(await uses(), [], 'what was made with the earlier one has a copy of that')
  assert.equal(await works(one.id), 200, 'connections keep their copy')
  const gone = await ask('DELETE', '/api/v1/connectors/acme/preset-client?method=oauth')
  assert.equal(gone.status, 204)
  assert.deepEqual((await ask('GET', '/api/v1/preset-clients')).body.items, [])
  assert.equal(await works(one.id), 200)
})

test('neither client secret, code, state nor token shows in an answer, an audit event or a row', async () => {
  const { id } = await create()
  const started = await begin(id)
  await comeBack(started, { code: grantOf('canarytenant', ['users']) })
  const secrets = [CLIENT.clientSecret, started.state, started.cookie.split('=')[1]!, 'canarytenant|users']
  const shown = [
    await ask('GET', `/api/v1/connections/${id}`),
    await ask('GET', '/api/v1/credentials'),
    await ask('GET', '/api/v1/audit-events'),
  ].map(({ text }) => text)
  const rows = await db.query<{ row: string }>(
    `select to_jsonb(a)::text as row from authorisations a union all select to_jsonb(k)::text from credentials k
     union all select to_jsonb(e)::text from audit_events e union all select to_jsonb(t)::text from credential_tokens t`,
  )
  for (const text of [...shown, ...rows.map(({ row }) => row)]) {
    for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} in ${text}`)
  }
})
