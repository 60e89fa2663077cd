import { browserSecretCookie } from '../../browser-secret.ts'
import { beginProviderSignIn } from '#core/users/provider-sign-in.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { GoTo } from '../../schemas/users.ts'

export default defineRoute({
  method: 'POST',
  path: '/me/providers/{id}',
  tag: 'My account',
  summary: 'Begin to sign in this way from now on',
  permission: 'self',
  stepUp: true,
  params: byId,
  success: { status: 200, body: GoTo },
  errors: ['provider_failed', 'egress_blocked'],
  handle: async ({ db, users, clock, oidc, publicUrl, params, setCookie }) => {
    const { url, browser } = await beginProviderSignIn({ db, users, clock, oidc }, params.id, 'link')
    setCookie(browserSecretCookie(publicUrl).write(browser))
    return { url }
  },
})
