import { browserSecretCookie } from '../../browser-secret.ts'
import { finishProviderSignIn } from '#core/users/provider-sign-in.ts'
import { defineRoute } from '../../route.ts'
import { SignedIn } from '../../schemas/access.ts'
import { byId } from '../../schemas/common.ts'
import { FinishProvider } from '../../schemas/users.ts'
import { clientOf } from '../../who-asks.ts'

export default defineRoute({
  method: 'POST',
  path: '/session/providers/{id}/finish',
  tag: 'Session',
  summary: 'End a sign-in at a provider with what it sent back',
  permission: 'public',
  params: byId,
  body: FinishProvider,
  success: { status: 200, body: SignedIn },
  errors: [
    'provider_failed',
    'provider_refused',
    'too_many_requests',
    'link_invalid',
    'secret_unreadable',
    'egress_blocked',
  ],
  handle: async ({ db, users, clock, oidc, publicUrl, params, body, request, setCookie }) => {
    const secret = browserSecretCookie(publicUrl)
    setCookie(secret.write())
    const signedIn = await users.findSession(request.cookie)
    const { user, cookies } = await finishProviderSignIn(
      { db, users, clock, oidc },
      { providerId: params.id, query: body.query, browser: secret.read(request.cookie), signedIn },
      clientOf(request),
    )
    for (const cookie of cookies) setCookie(cookie)
    return { user }
  },
})
