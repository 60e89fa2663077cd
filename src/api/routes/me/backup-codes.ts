import { renewBackupCodes } from '#core/users/my-second-factors.ts'
import { defineRoute } from '../../route.ts'
import { BackupCodes, PasswordProof } from '../../schemas/users.ts'
import { clientOf, whoAsks } from '../../who-asks.ts'

export default defineRoute({
  method: 'POST',
  path: '/me/backup-codes',
  tag: 'My account',
  summary: 'Make new backup codes; the earlier ones open nothing any more',
  permission: 'self',
  body: PasswordProof,
  success: { status: 200, body: BackupCodes },
  errors: ['proof_wrong', 'step_up_required', 'too_many_requests'],
  handle: async (context) => {
    const { db, users, clock, actor, body, request, isFresh } = context
    const { user } = await whoAsks(context)
    const by = { db, users, clock, actor, user, isFresh, client: clientOf(request) }
    return { backupCodes: await renewBackupCodes(by, body.password) }
  },
})
