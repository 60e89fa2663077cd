import { openRequest } from '#core/requests/open-request.ts'
import { requestCookie } from '../../request-cookie.ts'
import { defineRoute } from '../../route.ts'
import { LinkToken, RequestPage } from '../../schemas/requests.ts'
import { requestPageView } from '../../views/request-page.ts'

export default defineRoute({
  method: 'POST',
  path: '/authorize/open',
  tag: 'Co-worker page',
  summary: "Swap a link's token for a cookie of this browser; nobody is signed in by it",
  permission: 'public',
  body: LinkToken,
  success: { status: 200, body: RequestPage },
  errors: [
    'request_link_invalid',
    'request_expired',
    'request_revoked',
    'request_used',
    'too_many_requests',
    'connector_unknown',
  ],
  handle: async ({ db, connectors, clock, publicUrl, body, request, setCookie }) => {
    const { address } = request
    const { pageSecret, maxAgeSeconds, page } = await openRequest({ db, connectors, clock }, { ...body, address })
    setCookie(requestCookie(publicUrl, pageSecret, maxAgeSeconds))
    return requestPageView(page, publicUrl)
  },
})
