import { acceptRequest } from '#core/requests/accept-request.ts'
import { authoriseCookie } from '../../authorise-cookie.ts'
import { requestSecret } from '../../request-cookie.ts'
import { defineRoute } from '../../route.ts'
import { AcceptedRequest, AcceptRequest } from '../../schemas/requests.ts'
import { VENDOR_ERRORS } from '../../vendor-errors.ts'

export default defineRoute({
  method: 'POST',
  path: '/authorize/accept',
  tag: 'Co-worker page',
  summary: 'Authorise what is asked: with the entered credential, or at the vendor',
  permission: 'public',
  body: AcceptRequest,
  success: { status: 200, body: AcceptedRequest },
  errors: [
    ...VENDOR_ERRORS,
    'request_page_ended',
    'request_expired',
    'request_revoked',
    'request_used',
    'request_busy',
    'credential_invalid',
    'credential_host_changed',
    'preset_client_missing',
    'scopes_missing',
    'tenant_changed',
    'connector_unknown',
    'not_found',
  ],
  handle: async (context) => {
    const { publicUrl, body, request, setCookie } = context
    const secret = requestSecret(publicUrl, request.cookie)
    const started = await acceptRequest(context, secret, body.credential, request.signal)
    if (started) setCookie(authoriseCookie(publicUrl, started))
    return { url: started?.url ?? null }
  },
})
