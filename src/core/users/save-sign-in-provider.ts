import { AppError } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { mayGive } from './manage-user.ts'
import type { OidcDoor } from './oidc-door.ts'
import type { Rights } from './permissions.ts'
import { getProvider } from './sign-in-providers.store.ts'

type By = { db: Db; oidc: OidcDoor; actor: Actor; rights: Rights }

type Input = {
  name: string
  clientId: string
  /** None: the stored one stays. */
  clientSecret?: string | undefined
  domains: readonly string[]
  defaultRole: string | null
  enabled: boolean
}

/** Throws `provider_failed` when nothing answers there, `provider_exists`, `beyond_rights`. Returns its id. */
export async function createProvider(
  { db, oidc, actor, rights }: By,
  input: Input & { issuer: string; clientSecret: string },
): Promise<string> {
  await oidc.check(input.issuer)
  const id = newId()
  const sealed = await oidc.seal(id, input.clientSecret)
  await db.tx(async (tx) => {
    await check(tx, rights, input)
    const made = await tx.one(
      `insert into sign_in_providers (id, name, issuer, client_id, sealed_secret, domains, default_role, enabled)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (issuer) do nothing returning id`,
      [id, input.name, input.issuer, input.clientId, sealed, input.domains, input.defaultRole, input.enabled],
    )
    if (!made) throw new AppError('provider_exists')
    await record(tx, actor, 'sign_in_provider.create', id, input)
  })
  return id
}

/** The issuer stays: it is who vouches for the people. Throws `not_found` or `beyond_rights`. */
export async function editProvider({ db, oidc, actor, rights }: By, id: string, input: Input): Promise<void> {
  const sealed = input.clientSecret === undefined ? null : await oidc.seal(id, input.clientSecret)
  await db.tx(async (tx) => {
    const before = await getProvider(tx, id)
    // Also what it gave before: to take it away is to change it.
    if (before.defaultRole !== null) await mayGive(tx, rights, before.defaultRole)
    await check(tx, rights, input)
    await tx.query(
      `update sign_in_providers set name = $2, client_id = $3, sealed_secret = coalesce($4, sealed_secret), domains = $5,
         default_role = $6, enabled = $7, updated_at = now() where id = $1`,
      [id, input.name, input.clientId, sealed, input.domains, input.defaultRole, input.enabled],
    )
    await record(tx, actor, 'sign_in_provider.edit', id, input)
  })
}

/** Nobody comes in through it any more; who came in before stays known, should it return. Throws `not_found`. */
export async function deleteProvider({ db, actor }: Pick<By, 'db' | 'actor'>, id: string): Promise<void> {
  await db.tx(async (tx) => {
    const { name, issuer } = await getProvider(tx, id)
    await tx.query('delete from sign_in_providers where id = $1', [id])
    const entry = {
      action: 'sign_in_provider.delete',
      target: { kind: 'sign_in_provider', id },
      detail: { name, issuer },
    }
    await recordAudit(tx, actor, entry)
  })
}

async function check(tx: Tx, rights: Rights, { domains, defaultRole }: Input): Promise<void> {
  if (defaultRole !== null) await mayGive(tx, rights, defaultRole)
  if (domains.length > 0 && defaultRole === null) {
    const message = 'Who comes in by their domain needs a role.'
    throw new AppError('invalid_input', { fields: [{ path: 'defaultRole', message }] })
  }
}

function record(tx: Tx, actor: Actor, action: string, id: string, input: Input & { issuer?: string }): Promise<void> {
  const { clientSecret, ...detail } = input
  return recordAudit(tx, actor, {
    action,
    target: { kind: 'sign_in_provider', id },
    detail: { ...detail, secretReplaced: clientSecret !== undefined },
  })
}
