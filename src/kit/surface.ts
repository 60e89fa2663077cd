import type { Connector, Surface } from './define.ts'

/**
 * A connector as one auth method reaches it: a vendor may offer the same account through two interfaces, each with a
 * credential of its own. Forms, hosts and catalogue facts are the connector's, whichever way it is reached; of its scopes
 * those that the streams and actions there need.
 */
export function connectorBy(connector: Connector, method: string): Connector {
  const surface: Surface | undefined =
    connector.surfaces && Object.hasOwn(connector.surfaces, method) ? connector.surfaces[method] : undefined
  if (surface === undefined) return without(connector, method)
  // A surface is whole: what it leaves out is not there, and not the connector's own.
  const { failure: _failure, refusal: _refusal, prepare: _prepare, actions: _actions, ...common } = connector
  const parts = [...Object.values(surface.streams), ...Object.values(surface.actions ?? {})]
  const used = new Set(parts.flatMap((part) => part.scopes))
  return { ...common, ...surface, scopes: connector.scopes.filter(({ id }) => used.has(id)) }
}

/** Whether an account has the same id by either auth method, so that a connection may go over from one to the other. */
export function haveSameIds({ surfaces = {} }: Connector, method: string, other: string): boolean {
  const idsOf = (one: string) => (Object.hasOwn(surfaces, one) && !surfaces[one]?.sharesIds ? one : '')
  return idsOf(method) === idsOf(other)
}

/** Leaves out the actions and scopes that this method has not. */
function without(connector: Connector, method: string): Connector {
  const has = ({ methods }: { methods?: readonly string[] }) => methods === undefined || methods.includes(method)
  const { actions = {}, scopes } = connector
  if (scopes.every(has) && Object.values(actions).every(has)) return connector
  return {
    ...connector,
    scopes: scopes.filter(has),
    actions: Object.fromEntries(Object.entries(actions).filter(([, action]) => has(action))),
  }
}
