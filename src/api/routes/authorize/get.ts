import { readRequestPage } from '#core/requests/request-page.ts'
import { requestSecret } from '../../request-cookie.ts'
import { defineRoute } from '../../route.ts'
import { RequestPage } from '../../schemas/requests.ts'
import { requestPageView } from '../../views/request-page.ts'

export default defineRoute({
  method: 'GET',
  path: '/authorize',
  tag: 'Co-worker page',
  summary: 'What is asked of the co-worker whose browser opened the link',
  permission: 'public',
  success: { status: 200, body: RequestPage },
  errors: ['request_page_ended', 'request_expired', 'request_revoked', 'request_used', 'connector_unknown'],
  handle: async ({ db, connectors, clock, publicUrl, request }) =>
    requestPageView(
      await readRequestPage({ db, connectors, clock }, requestSecret(publicUrl, request.cookie)),
      publicUrl,
    ),
})
