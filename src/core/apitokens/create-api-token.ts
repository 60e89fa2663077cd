import type { Clock } from '#base/clock.ts'
import { AppError, assert } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import type { Db, Tx } from '#db/pool.ts'
import { sql } from '#db/sql.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { hashToken, newTokenText, tokenPrefix, type ApiToken, type TokenRights } from './api-token.ts'
import { API_TOKEN } from './api-tokens.store.ts'

type NewApiToken = { name: string; rights: TokenRights; expiresAt?: string | undefined }

/** Makes a token. The answer is the only place where its text is ever seen. Throws `invalid_input` for a past expiry. */
export function createApiToken(
  { db, clock }: { db: Db; clock: Clock },
  actor: Actor,
  input: NewApiToken,
): Promise<ApiToken & { token: string }> {
  const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt)
  if (expiresAt && !(expiresAt > clock.now())) {
    throw new AppError('invalid_input', { fields: [{ path: 'expiresAt', message: 'This is in the past.' }] })
  }
  const token = newTokenText()
  return db.tx(async (tx) => {
    const makerId = await makerOf(tx, actor)
    return { ...(await insertApiToken(tx, actor, { ...input, expiresAt, token, makerId })), token }
  })
}

/** A token that a token made is bound by the same user. */
async function makerOf(tx: Tx, actor: Actor): Promise<string | null> {
  if (actor.kind !== 'token') return actor.kind === 'user' ? actor.id : null
  const parent = await tx.one<{ makerId: string | null }>(
    'select maker_id as "makerId" from api_tokens where id = $1',
    [actor.id],
  )
  return parent?.makerId ?? null
}

/** Stores a token whose text is known already, as the unattended first start does. */
export async function insertApiToken(
  tx: Tx,
  actor: Actor,
  input: { name: string; rights: TokenRights; expiresAt: Date | null; token: string; makerId: string | null },
): Promise<ApiToken> {
  const id = newId()
  const made = await tx.one<ApiToken>(sql`
    insert into api_tokens (id, name, token_hash, prefix, rights, created_by, maker_id, expires_at)
    values (${id}, ${input.name}, ${hashToken(input.token)}, ${tokenPrefix(input.token)}, ${input.rights}, ${actor.name},
      ${input.makerId}, ${input.expiresAt})
    returning ${API_TOKEN}`)
  assert(made, 'an inserted token is returned')
  await recordAudit(tx, actor, {
    action: 'api_token.create',
    target: { kind: 'api_token', id },
    detail: { name: input.name, rights: input.rights },
  })
  return made
}
