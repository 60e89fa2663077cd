import type { Clock } from '#base/clock.ts'
import { AppError, assert } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import type { Db, Tx } from '#db/pool.ts'
import { sql } from '#db/sql.ts'
import type { Actor, Role } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { hashToken, newTokenText, tokenPrefix, type ApiToken } from './api-token.ts'
import { API_TOKEN } from './api-tokens.store.ts'

type NewApiToken = { name: string; role: Role; expiresAt?: string | undefined }

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
  return db.tx(async (tx) => ({ ...(await insertApiToken(tx, actor, { ...input, expiresAt, token })), token }))
}

/** Stores a token whose text is known already, as the unattended first start does. */
export async function insertApiToken(
  tx: Tx,
  actor: Actor,
  input: { name: string; role: Role; expiresAt: Date | null; token: string },
): Promise<ApiToken> {
  const id = newId()
  const made = await tx.one<ApiToken>(sql`
    insert into api_tokens (id, name, token_hash, prefix, role, created_by, expires_at)
    values (${id}, ${input.name}, ${hashToken(input.token)}, ${tokenPrefix(input.token)}, ${input.role}, ${actor.name}, ${input.expiresAt})
    returning ${API_TOKEN}`)
  assert(made, 'an inserted token is returned')
  await recordAudit(tx, actor, {
    action: 'api_token.create',
    target: { kind: 'api_token', id },
    detail: { name: input.name, role: input.role },
  })
  return made
}
