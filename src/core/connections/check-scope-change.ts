import { AppError, type FieldProblem } from '#base/errors.ts'
import type { Connector, Probe } from '#kit/define.ts'
import { compareScopes } from '#kit/scopes.ts'
import type { LockedConnection } from './connection.ts'

/**
 * Shows what a new credential may do differently before it takes the old one's place (F38, S14): what was granted before
 * and is no longer, and what is granted although nobody asked for it.
 *
 * Throws `scopes_changed` with a field per difference, unless it was accepted. What was never granted is no news.
 */
export function requireSameScopes(
  connector: Connector,
  connection: Pick<LockedConnection, 'scopes' | 'grantedScopes'>,
  probe: Pick<Probe, 'grantedScopes'>,
): void {
  const { scopes: asked, grantedScopes: before } = connection
  const change =
    before === null ? null : compareScopes(connector.scopes, { asked, before, granted: probe.grantedScopes })
  if (!change) return
  const named = (id: string) => connector.scopes.find((scope) => scope.id === id)
  const fields: FieldProblem[] = [
    ...change.lost.map((id) => ({
      path: `scopes.lost.${id}`,
      message: `${id} is no longer granted. ${named(id)?.explains ?? ''}`.trim(),
    })),
    ...change.beyond.map((id) => ({
      path: `scopes.beyond.${id}`,
      message: named(id)
        ? `${id} is granted now, although this connection does not ask for it. ${named(id)?.explains}`
        : `${id} is granted now, although Rollcall has no use for it.`,
    })),
  ]
  if (fields.length > 0) throw new AppError('scopes_changed', { fields })
}
