import type { Db } from '#db/pool.ts'
import { flowOf } from '#kit/auth.ts'
import type { Capability, Connector, Scope } from '#kit/define.ts'
import { coveredBy } from '#kit/scopes.ts'
import type { LockedConnection } from './connection.ts'
import { connectorOf, findConnection } from './connections.store.ts'

/**
 * connected: the vendor has granted it. missing: it is asked for and was not granted. off: nobody asks for it.
 * unknown: the vendor does not tell, or has not been asked. disconnected: there is no credential that could have it.
 */
export type ScopeState = 'connected' | 'missing' | 'off' | 'unknown' | 'disconnected'

export type ConnectionScope = {
  id: string
  label: string
  serves: Capability
  required: boolean
  /** What it enables. */
  explains: string
  /** Whether this connection asks for it. */
  wanted: boolean
  /** Null when the vendor does not tell, or has not been asked. */
  granted: boolean | null
  state: ScopeState
  /** What will not work without it. */
  without: string
}

export type ConnectionScopes = {
  items: ConnectionScope[]
  /** Granted, and of no use to this connector: they can be taken away at the vendor. */
  beyond: string[]
  /** Whether something that is asked for has not been granted, so that somebody has to authorise again. */
  needsAuthorisation: boolean
  /** How a scope is added: by giving consent at the vendor once more, or there by hand, with a new secret entered here. */
  adding: { how: 'authorise' | 'by_hand'; text: string }
}

type Parts = { db: Db; connectors: ReadonlyMap<string, Connector> }

/**
 * What a connection asks for, what the vendor has granted of it, and what will not work without each (F31, F33). Throws
 * `not_found` or `connector_unknown`.
 */
export async function listScopes({ db, connectors }: Parts, id: string): Promise<ConnectionScopes> {
  const connection = await findConnection(db, id)
  return scopesOf(connectorOf(connectors, connection.connector, connection.method), connection)
}

export function scopesOf(
  connector: Connector,
  { scopes: wanted, grantedScopes, credentialId, method }: LockedConnection,
): ConnectionScopes {
  const granted = grantedScopes === null ? null : coveredBy(connector.scopes, grantedScopes)
  const items = connector.scopes.map((scope): ConnectionScope => {
    const { id, label, serves, required, explains } = scope
    const has = credentialId === null ? false : (granted?.has(id) ?? null)
    const isWanted = required || wanted.includes(id)
    const state = credentialId === null ? 'disconnected' : stateOf(isWanted, has)
    return {
      id,
      label,
      serves,
      required,
      explains,
      wanted: isWanted,
      granted: has,
      state,
      without: lostWithout(connector, scope),
    }
  })
  const declared = new Set(connector.scopes.map(({ id }) => id))
  return {
    items,
    beyond: credentialId === null ? [] : (grantedScopes ?? []).filter((scope) => !declared.has(scope)),
    needsAuthorisation: items.some(({ state }) => state === 'missing' || state === 'disconnected'),
    adding: howToAdd(connector, method),
  }
}

function stateOf(isWanted: boolean, granted: boolean | null): ScopeState {
  if (granted === null) return isWanted ? 'unknown' : 'off'
  if (granted) return 'connected'
  return isWanted ? 'missing' : 'off'
}

const WITHOUT: Record<Capability, string> = {
  discovery: 'Without it, this part is not read; the rest is.',
  provisioning: 'Without it, accounts cannot be made or taken away from here; reading goes on.',
  workflows: 'Without it, workflow actions that need it do not run; reading goes on.',
}

/** What will not work without a scope, as a sentence. */
export function lostWithout({ streams }: Connector, { id, required, serves }: Scope): string {
  if (required) return 'Without it nothing can be read: the connection stops.'
  const lists = Object.entries(streams).flatMap(([name, stream]) => (stream.scopes.includes(id) ? [inWords(name)] : []))
  return lists.length === 0
    ? WITHOUT[serves]
    : `Without it, the ${lists.length === 1 ? 'list' : 'lists'} of ${lists.join(', ')} ${lists.length === 1 ? 'is' : 'are'} left out; the rest is read.`
}

/** `groupMembers` is read as "group members". */
const inWords = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

function howToAdd(connector: Connector, methodId: string): ConnectionScopes['adding'] {
  const method = connector.auth.find(({ id }) => id === methodId)
  if (method && flowOf(method) === 'redirect') {
    return { how: 'authorise', text: `Authorise again: ${connector.name} asks for your consent to the new scopes.` }
  }
  return {
    how: 'by_hand',
    text: `Add the scope at ${connector.name}, where the credential was made, then enter the new credential here.${method?.help ? ` ${method.help}` : ''}`,
  }
}
