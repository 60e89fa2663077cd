import { renameMyself } from '#core/users/rename-myself.ts'
import { defineRoute } from '../../route.ts'
import { MyEdit } from '../../schemas/users.ts'
import { whoAsks } from '../../who-asks.ts'

export default defineRoute({
  method: 'PATCH',
  path: '/me',
  tag: 'My account',
  summary: 'Change my name',
  permission: 'self',
  body: MyEdit,
  success: { status: 204 },
  errors: [],
  handle: async (context) => renameMyself(context.db, context.actor, (await whoAsks(context)).user, context.body.name),
})
