import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { request as send } from 'undici'
import scim from '#connectors/scim/connector.ts'
import { startSandbox, type ScimSandbox } from '#connectors/scim/sandbox.ts'
import { startRollcall, type RunningRollcall } from '../helpers/running-rollcall.ts'

const USERS = 30

let rollcall: RunningRollcall
let vendor: ScimSandbox
before(async () => {
  vendor = await startSandbox({ users: USERS, groups: 2, maxResults: 10 })
  rollcall = await startRollcall()
})
after(async () => {
  await rollcall?.stop()
  await vendor?.close()
})

const post = async (path: string, body: unknown, status: number) => {
  const answer = await rollcall.call('POST', path, body)
  assert.equal(answer.status, status, `${path}: ${JSON.stringify(answer.body)}`)
  return answer.body as { id: string; state: string; url: string; code: string; credentialId: string }
}

/** What a person does in the browser: goes to the vendor, where consent is given at once, and comes back. */
async function giveConsent(connectionId: string, body: object = {}): Promise<void> {
  const begun = await send(`${rollcall.url}/api/v1/connections/${connectionId}/authorise`, {
    method: 'POST',
    headers: { authorization: `Bearer ${rollcall.env['ROLLCALL_API_TOKEN']}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  assert.equal(begun.statusCode, 201)
  const { url } = (await begun.body.json()) as { url: string }
  const cookie = String([begun.headers['set-cookie']].flat()[0]).split(';', 1)[0]!
  const consent = await send(url)
  await consent.body.dump()
  const back = new URL(String(consent.headers['location']))
  assert.equal(back.pathname, '/connect_callback/scim')
  const answer = await send(`${rollcall.url}${back.pathname}${back.search}`, { headers: { cookie } })
  await answer.body.dump()
  assert.equal(answer.headers['location'], `/connections/${connectionId}?authorised=ok`)
}

for (const method of scim.auth) {
  test(`${method.id}: connected, synced, its tokens ended, synced again, disconnected, reconnected, removed`, async () => {
    const name = `By ${method.id}`
    const credential = { ...vendor.credentials[method.id]! }
    const needsConsent = method.scheme.kind === 'oauth2-code'
    const { id } = await post(
      '/connections',
      {
        connector: 'scim', name, method: method.id, credential, hosts: vendor.hosts, selection: 'people_and_accounts',
        preference: 'create_and_update', deactivate: true, smart: true,
      },
      201,
    ) // prettier-ignore
    if (needsConsent) {
      assert.equal((await post(`/connections/${id}/test`, undefined, 409)).code, 'credential_not_authorised')
      await giveConsent(id)
    }
    await post(`/connections/${id}/test`, undefined, 200)
    await post(`/connections/${id}/launch`, {}, 200)
    const first = await rollcall.sync(id)
    assert.deepEqual([first.state, first.error, first.counts['created']], ['done', null, USERS])

    vendor.authority.expire()
    vendor.endSessions()
    const second = await rollcall.sync(id)
    assert.deepEqual([second.state, second.error, second.counts['unchanged']], ['done', null, USERS])
    assert.equal(vendor.authority.reused, 0)

    const revocations = () => vendor.calls.filter(({ path }) => path === '/oauth/revoke').length
    const before = revocations()
    assert.equal((await post(`/connections/${id}/disconnect`, undefined, 200)).state, 'disconnected')
    assert.equal(revocations() - before, needsConsent ? 1 : 0)
    if (needsConsent) {
      const stored = await post('/credentials', { connector: 'scim', name: `${name} again`, method: method.id, fields: credential, hosts: vendor.hosts }, 201) // prettier-ignore
      await giveConsent(id, { credentialId: stored.id })
    } else await post(`/connections/${id}/reconnect`, { credential }, 200)
    const third = await rollcall.sync(id)
    assert.deepEqual([third.state, third.counts['unchanged']], ['done', USERS])
    const removed = await rollcall.call('DELETE', `/connections/${id}`, { confirm: name })
    assert.ok(removed.status < 300, JSON.stringify(removed.body))
  })
}

test('a grant that the vendor has ended stops that connection with one clear word, and no other', async () => {
  const draft = async (method: string) => {
    const { id } = await post(
      '/connections',
      {
        connector: 'scim', name: `Lost ${method}`, method, credential: { ...vendor.credentials[method] }, hosts: vendor.hosts,
        selection: 'people_and_accounts', preference: 'create_and_update', deactivate: true, smart: true,
      },
      201,
    ) // prettier-ignore
    return id
  }
  const lost = await draft('oauth2')
  await giveConsent(lost)
  await post(`/connections/${lost}/launch`, {}, 200)
  const other = await draft('bearer')
  await post(`/connections/${other}/launch`, {}, 200)
  assert.equal((await rollcall.sync(lost)).state, 'done')
  vendor.authority.revoke()
  const before = vendor.calls.length
  const failed = await rollcall.sync(lost)
  assert.deepEqual([failed.state, failed.error?.code], ['failed', 'credential_reconnect'])
  assert.ok(vendor.calls.length - before <= 2, 'the vendor was asked twice at most')
  assert.equal((await rollcall.sync(other)).state, 'done')
  const shown = await rollcall.call<{ error: { code: string } | null }>('GET', `/connections/${lost}`)
  assert.equal(shown.body.error?.code, 'credential_reconnect')
  const people = await rollcall.all<{ status: string }>('/people')
  assert.equal(people.filter(({ status }) => status === 'active').length, vendor.state.view.users.filter((user) => user.active).length, 'nobody has left for it') // prettier-ignore
  await giveConsent(lost)
  assert.equal((await rollcall.sync(lost)).state, 'done')
})
