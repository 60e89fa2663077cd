import type { Role } from '../audit/actor.ts'

/** Someone who signs in to Rollcall. */
export type User = { id: string; name: string; email: string; role: Role }

/** Who a request belongs to: the user, and when they last proved to this session who they are. */
export type SignedIn = { user: User; session: { id: string; since: Date } }

/** A new session: who it is, and the Set-Cookie headers that carry it. */
export type Session = { user: User; cookies: string[] }

/** The password was right, and now a second factor is asked for; the cookies say who is half-way in. */
export type HalfWay = { user: null; cookies: string[] }

export type Client = { address: string; userAgent: string | undefined }

/** The address that an authenticator app reads as a picture, and the codes for the day on which it is lost. */
export type NewTotp = { uri: string; backupCodes: string[] }

/** What the browser's own interface for passkeys takes and gives; opaque to us. */
export type PasskeyJson = Record<string, unknown>

/**
 * All that Rollcall asks of whatever keeps passwords, second factors and sessions; the library behind it can be replaced
 * without touching anything else. What a method changes of the session comes as Set-Cookie headers.
 */
export type Users = {
  /** Makes or updates the tables. Safe when several processes start at once. */
  migrate(): Promise<void>
  count(): Promise<number>
  /** The e-mail is compared without case. Without a password they come in by another way. Throws `conflict` when it is taken. */
  create(input: { name: string; email: string; password?: string | undefined; role: Role }): Promise<User>
  /** Undefined when there is no such user, or when they are disabled. */
  find(id: string): Promise<User | undefined>
  /** Undefined when e-mail or password is wrong; which of the two cannot be told, not even by the time it takes (S8). */
  signIn(input: { email: string; password: string }, client: Client): Promise<Session | HalfWay | undefined>
  /** Who is half-way in, by their cookies. */
  findHalfWay(cookie: string | undefined): Promise<User | undefined>
  /** The second factor of who is half-way in: a code of their app, or one of their backup codes; either is then used up. */
  finishSignIn(userId: string, code: string, cookie: string | undefined, client: Client): Promise<Session | undefined>
  /**
   * A session for somebody who has proved otherwise who they are. Undefined for a disabled user.
   *
   * @param provenAt when they last did so, if that may have been long ago; null when nobody can tell. Such a session does
   *   not pass where a fresh proof is asked for (S7).
   */
  startSession(userId: string, client: Client, provenAt?: Date | null): Promise<Session | undefined>
  /** Ends the session of a Cookie header at once, and gives the Set-Cookie headers that clear it. */
  signOut(cookie: string | undefined): Promise<string[]>
  /** Who a Cookie header belongs to. Asked at every request, so an ended session is dead at once (S4). */
  findSession(cookie: string | undefined): Promise<SignedIn | undefined>
  /** False too for one who has no password. It takes the same time. */
  hasPassword(userId: string, password: string): Promise<boolean>
  /** Of a signed-in user with an authenticator app. A code that was used is none any more (RFC 6238 §5.2). */
  hasCode(userId: string, code: string, cookie: string | undefined): Promise<boolean>
  setPassword(userId: string, password: string): Promise<void>
  /** Begins with an authenticator app; it counts once a code of it was given. Undefined when the password is wrong. */
  startTotp(cookie: string | undefined, password: string): Promise<NewTotp | undefined>
  /** Turns the app on. Undefined when the code is wrong. */
  confirmTotp(userId: string, code: string, cookie: string | undefined): Promise<string[] | undefined>
  /** The earlier ones open nothing any more. Undefined when the password is wrong. */
  newBackupCodes(cookie: string | undefined, password: string): Promise<string[] | undefined>
  /** What the browser is asked for to make a passkey. */
  passkeyToMake(cookie: string | undefined): Promise<{ options: PasskeyJson; cookies: string[] }>
  /** Undefined when it does not answer what was asked. */
  addPasskey(cookie: string | undefined, answer: PasskeyJson, name: string): Promise<{ id: string } | undefined>
  /** What the browser is asked for to sign in; of a signed-in user only their own passkeys. */
  passkeyToUse(cookie: string | undefined): Promise<{ options: PasskeyJson; cookies: string[] }>
  /** Undefined when it does not answer what was asked, or belongs to a disabled user. */
  signInByPasskey(cookie: string | undefined, answer: PasskeyJson, client: Client): Promise<Session | undefined>
  close(): Promise<void>
}
