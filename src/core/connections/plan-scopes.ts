import type { Capability, Connector } from '#kit/define.ts'
import { planScopes } from '#kit/scopes.ts'
import { lostWithout } from './list-scopes.ts'

export type PlannedScope = {
  id: string
  label: string
  serves: Capability
  required: boolean
  /** What it enables. */
  explains: string
  /** What will not work without it. */
  without: string
  /** Whether the smallest set has it. */
  isPicked: boolean
}

/**
 * The smallest set of scopes for what somebody wants to do, and of every scope that there is what it enables and what is
 * lost without it (F29, F30, F33).
 *
 * @param connector as it is reached by the auth method that will be used.
 */
export function planConnectionScopes(connector: Connector, wanted: ReadonlySet<Capability>) {
  const scopes = planScopes(connector.scopes, wanted)
  const items = connector.scopes.map((scope): PlannedScope => {
    const { id, label, serves, required, explains } = scope
    return {
      id,
      label,
      serves,
      required,
      explains,
      without: lostWithout(connector, scope),
      isPicked: scopes.includes(id),
    }
  })
  return { scopes, items }
}
