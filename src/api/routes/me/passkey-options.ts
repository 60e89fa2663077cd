import { defineRoute } from '../../route.ts'
import { PasskeyOptions } from '../../schemas/users.ts'

export default defineRoute({
  method: 'POST',
  path: '/me/passkeys/options',
  tag: 'My account',
  summary: 'What the browser needs to make a passkey',
  permission: 'self',
  stepUp: true,
  success: { status: 200, body: PasskeyOptions },
  errors: [],
  handle: async ({ users, request, setCookie }) => {
    const { options, cookies } = await users.passkeyToMake(request.cookie)
    for (const cookie of cookies) setCookie(cookie)
    return { options }
  },
})
