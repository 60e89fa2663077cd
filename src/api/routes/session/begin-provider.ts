import { browserSecretCookie } from '../../browser-secret.ts'
import { beginProviderSignIn } from '#core/users/provider-sign-in.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { BeginProvider, GoTo } from '../../schemas/users.ts'

export default defineRoute({
  method: 'POST',
  path: '/session/providers/{id}',
  tag: 'Session',
  summary: 'Begin to sign in at a provider',
  permission: 'public',
  params: byId,
  body: BeginProvider,
  success: { status: 200, body: GoTo },
  errors: ['provider_failed', 'egress_blocked'],
  handle: async ({ db, users, clock, oidc, publicUrl, params, body, setCookie }) => {
    const purpose = body.again ? 'again' : 'in'
    const { url, browser } = await beginProviderSignIn({ db, users, clock, oidc }, params.id, purpose)
    setCookie(browserSecretCookie(publicUrl).write(browser))
    return { url }
  },
})
