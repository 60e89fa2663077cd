import { hashToken } from '#core/apitokens/api-token.ts'
import { insertApiToken } from '#core/apitokens/create-api-token.ts'
import { SYSTEM_ACTOR } from '#core/audit/actor.ts'
import { ensureOwner, isSetUp, newSetUpCode } from '#core/users/set-up.ts'
import type { Rollcall } from './open-rollcall.ts'

/**
 * What an unattended first start asks for: the owner and the API token that the environment names. Neither is made again
 * once it was there, so a token that was revoked stays revoked.
 *
 * @returns the one-time set-up code, while there is no user yet.
 */
export async function prepareFirstStart(rollcall: Rollcall): Promise<string | undefined> {
  const { config, db, users, log } = rollcall
  const { admin, apiToken } = config
  if (admin) {
    await ensureOwner({ db, users }, { name: 'Owner', email: admin.email, password: admin.password.reveal() })
    if (admin.password.reveal().length < 12) log.warn({}, 'ROLLCALL_ADMIN_PASSWORD has fewer than 12 characters.')
  }
  if (apiToken) {
    await makeToken(rollcall, apiToken.reveal())
    if (apiToken.reveal().length < 24) log.warn({}, 'ROLLCALL_API_TOKEN is short enough to be guessed.')
  }
  return (await isSetUp(users)) ? undefined : newSetUpCode(db)
}

async function makeToken({ db }: Rollcall, token: string): Promise<void> {
  await db.tx(async (tx) => {
    // Two processes that start together must not both make it.
    await tx.query('lock table api_tokens in share row exclusive mode')
    const known = await tx.one('select 1 as found from api_tokens where token_hash = $1', [hashToken(token)])
    if (known) return
    await insertApiToken(tx, SYSTEM_ACTOR, {
      name: 'From ROLLCALL_API_TOKEN',
      rights: 'all',
      expiresAt: null,
      token,
      makerId: null,
    })
  })
}
