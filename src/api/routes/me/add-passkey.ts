import { addPasskey } from '#core/users/my-second-factors.ts'
import { defineRoute } from '../../route.ts'
import { Made, NewPasskey } from '../../schemas/users.ts'
import { clientOf, whoAsks } from '../../who-asks.ts'

export default defineRoute({
  method: 'POST',
  path: '/me/passkeys',
  tag: 'My account',
  summary: 'Keep a passkey that the browser made',
  permission: 'self',
  stepUp: true,
  body: NewPasskey,
  success: { status: 201, body: Made },
  errors: ['passkey_refused'],
  handle: async (context) => {
    const { db, users, clock, actor, body, request, isFresh } = context
    const { user } = await whoAsks(context)
    const by = { db, users, clock, actor, user, isFresh, client: clientOf(request) }
    return { id: await addPasskey(by, body.answer, body.name) }
  },
})
