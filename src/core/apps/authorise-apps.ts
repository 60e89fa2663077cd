import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { findApps, type App, type Authorisation } from './apps.store.ts'

/**
 * Says of some apps what the organisation thinks of them (F12); all or none. Each app that changes has an audit event of
 * its own, so that its history is found by it.
 *
 * @param authorisation null takes back what was said: the state follows from whether the app is connected again.
 * Throws `invalid_input` for an app that is not there.
 */
export function authoriseApps(
  db: Db,
  actor: Actor,
  ids: readonly string[],
  authorisation: Authorisation | null,
): Promise<App[]> {
  return db.tx(async (tx) => {
    const before = await tx.query<{ id: string; authorisation: Authorisation | null }>(
      'select id, authorisation from apps where id = any($1::text[]) and merged_into is null order by id for update',
      [ids],
    )
    const wrong = ids.filter((id) => !before.some((app) => app.id === id))
    if (wrong.length > 0) {
      throw new AppError('invalid_input', {
        fields: [{ path: 'ids', message: `There is no app called ${wrong.slice(0, 3).join(', ')}.` }],
      })
    }
    const changed = before.filter((app) => app.authorisation !== authorisation)
    await tx.query('update apps set authorisation = $2 where id = any($1::text[])', [
      changed.map(({ id }) => id),
      authorisation,
    ])
    for (const app of changed) {
      await recordAudit(tx, actor, {
        action: 'app.authorise',
        target: { kind: 'app', id: app.id },
        before: { authorisation: app.authorisation },
        after: { authorisation },
      })
    }
    return findApps(tx, ids)
  })
}
