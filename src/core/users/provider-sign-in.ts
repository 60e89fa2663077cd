import { createHash, randomBytes } from 'node:crypto'
import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { checkInviter } from './accept-link.ts'
import { countTry, forgetTries } from './guessing.ts'
import { newBrowserSecret, type Identity, type OidcDoor } from './oidc-door.ts'
import { addIdentity, findIdentity, getProvider, type SignInProvider } from './sign-in-providers.store.ts'
import { addressKey, recordRefusal, recordSignIn, type SignInParts } from './sign-in.ts'
import type { Client, Session, SignedIn } from './user.ts'
import { lockInvitation } from './user-links.ts'
import { endSession, findUserByEmail } from './users.store.ts'

type Parts = SignInParts & { oidc: OidcDoor }

/** How long one may take at the provider. */
export const START_MS = 10 * 60_000

/**
 * What it is for: to come in; to prove again who sits there; or, for somebody signed in, to come in this way from now on.
 * It stands in the state, which comes back unchanged.
 */
export type Purpose = 'in' | 'again' | 'link'

const digest = (text: string) => createHash('sha256').update(text).digest()

/**
 * Begins a sign-in at a provider.
 *
 * @returns where the browser goes, and the secret that it alone keeps meanwhile.
 * Throws `not_found` for a provider that is not there or switched off, `provider_failed`.
 */
export async function beginProviderSignIn(
  { db, clock, oidc }: Parts,
  providerId: string,
  purpose: Purpose,
): Promise<{ url: string; browser: string }> {
  const provider = await enabledProvider(db, providerId)
  const browser = newBrowserSecret()
  const state = `${purpose}.${randomBytes(32).toString('base64url')}`
  const url = await oidc.begin(provider, browser, state, purpose === 'again')
  const now = clock.now()
  await db.query('delete from sign_in_starts where expires_at < $1', [now])
  await db.query(
    'insert into sign_in_starts (state_hash, browser_hash, provider_id, expires_at) values ($1, $2, $3, $4)',
    [digest(state), digest(browser), providerId, new Date(now.getTime() + START_MS)],
  )
  return { url, browser }
}

/**
 * Ends a sign-in with what the provider sent the browser back with. A person is known by issuer and subject; the e-mail
 * only opens a door that somebody left open for it: an invitation, or a list of domains.
 *
 * Throws `provider_failed` for what was not begun in this browser, is too old or was used before, `provider_refused` for
 * somebody who may not come in, `too_many_requests`.
 */
export async function finishProviderSignIn(
  parts: Parts,
  input: { providerId: string; query: string; browser: string | undefined; signedIn: SignedIn | undefined },
  client: Client,
): Promise<Session> {
  const { db, users, clock, oidc } = parts
  const tries = await countTry(db, [`provider-${addressKey(client)}`], clock.now())
  const provider = await enabledProvider(db, input.providerId)
  const state = new URLSearchParams(input.query).get('state') ?? ''
  const browser = input.browser ?? ''
  // Before anything is sent to the provider: its code is worth nothing in another browser (S12).
  const begun = await db.one(
    `delete from sign_in_starts where state_hash = $1 and browser_hash = $2 and provider_id = $3 and expires_at > $4 returning 1 as begun`,
    [digest(state), digest(browser), provider.id, clock.now()],
  )
  if (!begun) throw new AppError('provider_failed')
  const identity = await oidc.finish(provider, browser, state, input.query)
  const userId = state.startsWith('link.')
    ? await link(parts, provider, identity, input.signedIn)
    : await enter(parts, provider, identity)
  const session =
    userId === undefined ? undefined : await users.startSession(userId, client, provenAt(identity, clock.now()))
  if (!session) {
    await recordRefusal(db, identity.email ?? `${identity.issuer} ${identity.subject}`, client)
    throw new AppError('provider_refused')
  }
  await forgetTries(db, tries)
  // A session is replaced by the next one, never joined by it (S4).
  const { signedIn } = input
  if (signedIn) await db.tx((tx) => endSession(tx, signedIn.user.id, signedIn.session.id))
  await recordSignIn(db, session.user, client, 'provider')
  return session
}

/** A clock that goes ahead must not make the proof last longer. */
function provenAt({ authenticatedAt }: Identity, now: Date): Date | null {
  return authenticatedAt && new Date(Math.min(authenticatedAt.getTime(), now.getTime()))
}

async function enabledProvider(db: Db, id: string): Promise<SignInProvider & { sealedSecret: string }> {
  const provider = await getProvider(db, id)
  if (!provider.enabled) throw new AppError('not_found')
  return provider
}

async function link({ db }: Parts, { name }: SignInProvider, identity: Identity, signedIn?: SignedIn): Promise<string> {
  const known = await findIdentity(db, identity.issuer, identity.subject)
  if (!signedIn || (known !== undefined && known !== signedIn.user.id)) throw new AppError('provider_refused')
  const { user } = signedIn
  await db.tx(async (tx) => {
    await addIdentity(tx, identity.issuer, identity.subject, user.id)
    const entry = { action: 'user.link_provider', target: { kind: 'user', id: user.id }, detail: { provider: name } }
    await recordAudit(tx, { kind: 'user', ...user }, entry)
  })
  return user.id
}

/** Undefined for somebody who may not come in. */
async function enter(
  { db, users, clock }: Parts,
  provider: SignInProvider,
  identity: Identity,
): Promise<string | undefined> {
  const known = await findIdentity(db, identity.issuer, identity.subject)
  if (known !== undefined) return known
  const { email } = identity
  // Whoever has this e-mail here already may be somebody else: they link the provider themselves, signed in.
  if (email === undefined || (await findUserByEmail(db, email))) return undefined
  return db.tx(async (tx) => {
    const role = (await takeInvitation(tx, users, email, clock.now())) ?? roleByDomain(provider, email)
    if (role === undefined) return undefined
    const user = await users.create({ name: identity.name ?? email, email, role })
    await addIdentity(tx, identity.issuer, identity.subject, user.id)
    const detail = { email, role, provider: provider.name }
    const actor = { kind: 'user', ...user } as const
    await recordAudit(tx, actor, { action: 'user.create', target: { kind: 'user', id: user.id }, detail })
    return user.id
  })
}

async function takeInvitation(tx: Tx, users: Parts['users'], email: string, now: Date): Promise<string | undefined> {
  const found = await tx.one<{ id: string }>(
    `select id from user_links where kind = 'invite' and lower(email) = lower($1) and used_at is null
       and revoked_at is null and expires_at > $2`,
    [email, now],
  )
  if (!found) return undefined
  const link = await lockInvitation(tx, found.id, now)
  await checkInviter(tx, users, link)
  await tx.query('update user_links set used_at = $2 where id = $1', [link.id, now])
  return link.role ?? undefined
}

function roleByDomain({ domains, defaultRole }: SignInProvider, email: string): string | undefined {
  const domain = email.slice(email.lastIndexOf('@') + 1)
  return defaultRole !== null && domains.some((one) => one.toLowerCase() === domain) ? defaultRole : undefined
}
