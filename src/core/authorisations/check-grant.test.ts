import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAppError } from '#base/errors.ts'
import type { Connector } from '#kit/define.ts'
import { oauthConnector } from '#test/helpers/oauth-vendor.ts'
import type { LockedConnection } from '../connections/connection.ts'
import { checkGrant } from './check-grant.ts'

const acme = oauthConnector('acme')
const method = acme.auth[0]!
assert(method.scheme.kind === 'oauth2-code')
const asksAlways = { ...method, scheme: { ...method.scheme, scope: 'openid offline_access' } }

/** What is kept of a grant, at a vendor that is asked for `offline_access` every time. */
async function keptOf(granted: string[] | null, tokenScopes: string[] | null) {
  const probe = { tenantId: 't', tenantName: null, integrationAccountId: null, grantedScopes: granted }
  const connector: Connector = {
    ...acme,
    auth: [asksAlways],
    probe: () => Promise.resolve(probe),
  }
  const connection = {
    id: 'c',
    connector: 'acme',
    method: method.id,
    credentialId: 'k',
    state: 'draft',
    settings: {},
    hosts: {},
  }
  const openClient = () => Promise.resolve({ client: { request: () => assert.fail() }, credentialName: '' })
  const parts = { connectors: new Map([['acme', connector]]), openClient }
  const { grantedScopes } = await checkGrant(
    parts,
    connection as unknown as LockedConnection,
    tokenScopes,
    AbortSignal.timeout(5_000),
  )
  return grantedScopes
}

test('what is asked for every time is not kept as granted, where nobody chose it; what is beyond is', async () => {
  assert.deepEqual(await keptOf(null, ['users', 'openid', 'offline_access', 'billing']), ['users', 'billing'])
  assert.deepEqual(await keptOf(['users', 'offline_access'], ['other']), ['users'], "the vendor's own word counts more")
  assert.equal(await keptOf(null, null), null)
  await assert.rejects(keptOf(['offline_access'], null), (error) => isAppError(error, 'scopes_missing'))
})
