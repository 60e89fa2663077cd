import { FRESH_MS } from '../../authenticate.ts'
import { rightsOfRole, roleName } from '#core/users/roles.store.ts'
import { waysIn } from '#core/users/users.store.ts'
import { defineRoute } from '../../route.ts'
import { Session } from '../../schemas/users.ts'
import { whoAsks } from '../../who-asks.ts'

export default defineRoute({
  method: 'GET',
  path: '/session',
  tag: 'Session',
  summary: 'Who is signed in, and what they may do',
  permission: 'public',
  success: { status: 200, body: Session },
  errors: ['unauthenticated'],
  handle: async (context) => {
    const { user, session } = await whoAsks(context)
    const { db } = context
    return {
      user: { ...user, roleName: await roleName(db, user.role) },
      permissions: [...(await rightsOfRole(db, user.role))],
      freshUntil: new Date(session.since.getTime() + FRESH_MS),
      ...(await waysIn(db, user.id)),
    }
  },
})
