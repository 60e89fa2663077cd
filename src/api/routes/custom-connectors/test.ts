import { reviewDefinition } from '#core/custom-connectors/review-definition.ts'
import { whileSomeoneWaits } from '../../patience.ts'
import { defineRoute } from '../../route.ts'
import { NewReview, Review } from '../../schemas/custom-connectors.ts'
import { reviewView } from '../../views/review.ts'

export default defineRoute({
  method: 'POST',
  path: '/custom-connectors/test',
  tag: 'Custom connectors',
  summary: "Review the vendor's first page as a definition reads it; nothing is stored",
  permission: 'connections:write',
  body: NewReview,
  success: { status: 200, body: Review },
  errors: [
    'credential_invalid',
    'credential_host_changed',
    'credential_not_authorised',
    'credential_reconnect',
    'egress_url_invalid',
    'secret_unreadable',
    'vendor_timeout',
  ],
  handle: async ({ db, vault, log, body, request }) =>
    reviewView(await reviewDefinition({ db, vault, log }, body, whileSomeoneWaits(request.signal))),
})
