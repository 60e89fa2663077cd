import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { getApp, type App } from './apps.store.ts'
import { slug } from './slug.ts'

export type NewApp = { id?: string | undefined; name: string; category: string; description?: string | undefined }

/**
 * Adds an app that has no connector yet; one that the catalogue knows by this name is taken from there (F11). Throws
 * `conflict` when the id is taken.
 */
export function createApp(db: Db, actor: Actor, input: NewApp): Promise<App> {
  return db.tx(async (tx) => {
    const known = await tx.one<{ id: string }>(
      `update apps set is_catalogue = false, is_sighted = false
       where (is_catalogue or is_sighted) and merged_into is null and (id = $1 or lower(name) = lower($2)) returning id`,
      [input.id ?? null, input.name],
    )
    if (known) {
      await recordAudit(tx, actor, {
        action: 'app.create',
        target: { kind: 'app', id: known.id },
        detail: { name: input.name },
      })
      return getApp(tx, known.id)
    }
    const id = input.id ?? (await freeId(tx, input.name))
    const made = await tx.one(
      `insert into apps (id, name, category, description) values ($1, $2, $3, $4) on conflict do nothing returning id`,
      [id, input.name, input.category, input.description ?? ''],
    )
    if (!made) {
      throw new AppError('conflict', {
        message: 'There is an app with this id already.',
        fields: [{ path: 'id', message: 'An app has this id already.' }],
      })
    }
    await recordAudit(tx, actor, { action: 'app.create', target: { kind: 'app', id }, detail: { name: input.name } })
    return getApp(tx, id)
  })
}

/** `Google Workspace` → `google-workspace`, or with a number behind it when that is taken. */
export async function freeId(tx: Tx, name: string): Promise<string> {
  const taken = await tx.query<{ id: string }>(`select id from apps where id = $1 or id like $1 || '-%'`, [slug(name)])
  return firstFreeId(name, new Set(taken.map(({ id }) => id)))
}

/** The same among ids that are at hand. */
export function firstFreeId(name: string, taken: ReadonlySet<string>): string {
  const base = slug(name)
  if (!taken.has(base)) return base
  for (let number = 2; ; number++) if (!taken.has(`${base}-${number}`)) return `${base}-${number}`
}
