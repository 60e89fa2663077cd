/** The name of a built-in role (see core/users/permissions.ts), or the id of one that was made here. */
export type Role = string

/** Who asks for something: a signed-in user, an API token, the command line, or Rollcall itself. */
export type Actor = {
  kind: 'user' | 'token' | 'cli' | 'system'
  id: string | null
  name: string
  role: Role
}

export const SYSTEM_ACTOR: Actor = { kind: 'system', id: null, name: 'Rollcall', role: 'owner' }

/** The command line runs with the database's own rights, so there is nobody to ask for a password. */
export const CLI_ACTOR: Actor = { kind: 'cli', id: null, name: 'command line', role: 'owner' }
