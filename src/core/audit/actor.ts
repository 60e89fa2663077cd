import { userInfo } from 'node:os'

/** The name of a built-in role (see core/users/permissions.ts), or the id of one that was made here. */
export type Role = string

/** Who asks for something: a signed-in user, an API token, the command line, or Rollcall itself. */
export type Actor = {
  kind: 'user' | 'token' | 'cli' | 'system'
  id: string | null
  name: string
  role: Role
  /** Where a request came from, and its number in the log; only of what came over HTTP. */
  address?: string
  requestId?: string
}

export const SYSTEM_ACTOR: Actor = { kind: 'system', id: null, name: 'Rollcall', role: 'owner' }

/**
 * The command line runs with the database's own rights, so there is nobody to ask for a password. Its name says which
 * user of the machine it was.
 */
export const CLI_ACTOR: Actor = { kind: 'cli', id: null, name: `command line (${systemUser()})`, role: 'owner' }

/** In a container the number of a user may have no name. */
function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}
