import assert from 'node:assert/strict'
import { giveConsent, OAUTH_CLIENT, type OAuthProvider } from './oauth-provider.ts'
import type { Json } from './api.ts'

/** Asks a Rollcall, by its API or as a browser without a session. */
export type Call = (
  method: string,
  path: string,
  options?: { body?: unknown; cookie?: string },
) => Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: Json }>

const cookieOf = ({ headers }: { headers: Record<string, string | string[] | undefined> }) =>
  [headers['set-cookie'] ?? []].flat().map((one) => one.split(';')[0]).join('; ') // prettier-ignore

/** What asks for a connection to the provider with a client of its own. */
export function oauthDraft(vendor: OAuthProvider, name: string, hosts: Record<string, string> = {}): Json {
  return {
    connector: 'scim',
    name,
    method: 'oauth2',
    credential: {
      clientId: OAUTH_CLIENT.id,
      clientSecret: OAUTH_CLIENT.secret,
      scope: 'openid',
      issuer: vendor.issuer,
    },
    hosts: { ...vendor.hosts, ...hosts },
    selection: 'people_and_accounts',
    preference: 'create_and_update',
    deactivate: true,
    smart: true,
  }
}

async function consented(call: Call, started: Awaited<ReturnType<Call>>): Promise<string> {
  const answer = await giveConsent(started.body.url)
  const back = await call('GET', `/connect_callback/scim?${answer.toString()}`, { cookie: cookieOf(started) })
  return String(back.headers['location'])
}

/** Connects through the vendor's consent screen and launches. Gives the connection's id. */
export async function connectByConsent(call: Call, draft: Json): Promise<string> {
  const made = await call('POST', '/api/v1/connections', { body: draft })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const { id } = made.body
  const started = await call('POST', `/api/v1/connections/${id}/authorise`, { body: {} })
  assert.equal(started.status, 201, JSON.stringify(started.body))
  assert.equal(await consented(call, started), `/connections/${id}?authorised=ok`)
  const launched = await call('POST', `/api/v1/connections/${id}/launch`, { body: {} })
  assert.equal(launched.status, 200, JSON.stringify(launched.body))
  return id
}

/**
 * Has a co-worker authorise a connection that nobody confirms, so that the grant belongs to no connection.
 *
 * @param readToken the token of the link that was mailed last.
 */
export async function authoriseUnconfirmed(call: Call, draft: Json, readToken: () => Promise<string>): Promise<void> {
  const body = { connection: draft, name: 'Carol', email: 'carol@example.com' }
  const sent = await call('POST', '/api/v1/connection-requests', { body })
  assert.equal(sent.status, 201, JSON.stringify(sent.body))
  const opened = await call('POST', '/api/v1/authorize/open', { body: { token: await readToken() }, cookie: '' })
  assert.equal(opened.status, 200, JSON.stringify(opened.body))
  const started = await call('POST', '/api/v1/authorize/accept', { body: {}, cookie: cookieOf(opened) })
  assert.equal(started.status, 200, JSON.stringify(started.body))
  assert.equal(await consented(call, started), '/authorize?result=ok')
}
