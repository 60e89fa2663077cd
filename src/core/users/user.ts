import type { Role } from '../audit/actor.ts'

/** Someone who signs in to Rollcall. */
export type User = { id: string; name: string; email: string; role: Role }

/** Who a request belongs to: the user, and since when this session knows them. */
export type SignedIn = { user: User; session: { id: string; since: Date } }

/** A new session: who it is, and the Set-Cookie headers that carry it. */
export type Session = { user: User; cookies: string[] }

export type Client = { address: string; userAgent: string | undefined }

/**
 * All that Rollcall asks of whatever keeps users, passwords and sessions. Small on purpose: the library behind it can
 * be replaced without touching anything else.
 */
export type Users = {
  /** Makes or updates the tables. Safe when several processes start at once. */
  migrate(): Promise<void>
  count(): Promise<number>
  /** The e-mail is compared without case. Throws `conflict` when it is taken. */
  create(input: { name: string; email: string; password: string; role: Role }): Promise<User>
  /** Undefined when there is no such user. */
  find(id: string): Promise<User | undefined>
  /** Undefined when e-mail or password is wrong; which of the two cannot be told, not even by the time it takes (S8). */
  signIn(input: { email: string; password: string }, client: Client): Promise<Session | undefined>
  /** Ends the session of a Cookie header at once, and gives the Set-Cookie headers that clear it. */
  signOut(cookie: string | undefined): Promise<string[]>
  /** Who a Cookie header belongs to. Asked at every request, so an ended session is dead at once (S4). */
  findSession(cookie: string | undefined): Promise<SignedIn | undefined>
  close(): Promise<void>
}
