import { defineRoute } from '../../route.ts'
import { PasskeyOptions } from '../../schemas/users.ts'

export default defineRoute({
  method: 'POST',
  path: '/session/passkey-options',
  tag: 'Session',
  summary: 'What the browser needs to sign in with a passkey',
  permission: 'public',
  success: { status: 200, body: PasskeyOptions },
  errors: [],
  handle: async ({ users, request, setCookie }) => {
    const { options, cookies } = await users.passkeyToUse(request.cookie)
    for (const cookie of cookies) setCookie(cookie)
    return { options }
  },
})
