import { authoriseConnection } from '#core/authorisations/authorise-connection.ts'
import { authoriseCookie } from '../../authorise-cookie.ts'
import { defineRoute } from '../../route.ts'
import { Authorisation, Authorise } from '../../schemas/authorisations.ts'
import { byId } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/connections/{id}/authorise',
  tag: 'Connections',
  summary: 'Begin an authorisation at the vendor; the answer sets a cookie, and only its browser can finish',
  permission: 'connections:write',
  params: byId,
  body: Authorise.optional(),
  success: { status: 201, body: Authorisation },
  errors: [
    'connector_unknown',
    'surface_changed',
    'credential_invalid',
    'credential_host_changed',
    'preset_client_missing',
    'egress_url_invalid',
    'secret_unreadable',
  ],
  handle: async ({ db, vault, connectors, clock, publicUrl, actor, params, body, setCookie }) => {
    const parts = { db, vault, connectors, clock, publicUrl }
    const started = await authoriseConnection(parts, actor, params.id, body ?? {})
    setCookie(authoriseCookie(publicUrl, started))
    return { url: started.url, expiresAt: started.expiresAt }
  },
})
