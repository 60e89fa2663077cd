import { TOKEN_RIGHTS } from '#core/apitokens/api-token.ts'
import { z } from 'zod'
import { id, instant, nameText } from './common.ts'

/** A built-in role's name, or the id of one that was made here. */
const role = z.string()

export const User = z.object({ id: z.string(), name: z.string(), email: z.string(), role }).meta({ id: 'User' })

export const SignedIn = z.object({ user: User }).meta({ id: 'SignedIn' })

export const email = z.email().max(320)

// NIST SP 800-63B §5.1.1.2 asks for at least 8; 12 where there is no second factor. The upper limit bounds the hashing.
export const newPassword = z.string().min(12, 'At least 12 characters.').max(200)

export const SetUp = z
  .strictObject({ code: z.string().trim().min(1).max(100), name: nameText, email, password: newPassword })
  .meta({ id: 'SetUp' })

export const SetUpState = z.object({ done: z.boolean() }).meta({ id: 'SetUpState' })

export const SignIn = z
  .strictObject({ email: z.string().trim().min(1).max(320), password: z.string().min(1).max(1000) })
  .meta({ id: 'SignIn' })

/** `none` nothing, `read` whatever only reads, `own` what its maker may do day by day, `all` what its maker may do. */
const tokenRights = z.enum(TOKEN_RIGHTS)

export const ApiToken = z
  .object({
    id,
    name: z.string(),
    /** How the token begins, so that one can tell which it is. */
    prefix: z.string(),
    rights: tokenRights,
    createdBy: z.string().nullable(),
    /** The user whose rights bound it; null when the environment named it. */
    makerId: z.string().nullable(),
    createdAt: instant,
    lastUsedAt: instant.nullable(),
    expiresAt: instant.nullable(),
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'ApiToken' })

export const NewApiToken = z
  .strictObject({ name: nameText, rights: tokenRights, expiresAt: z.iso.datetime({ offset: true }).optional() })
  .meta({ id: 'NewApiToken' })

export const ApiTokenWithSecret = ApiToken.extend({ token: z.string() }).meta({
  id: 'ApiTokenWithSecret',
  description: 'The token itself is shown this once and kept nowhere.',
})

export const AuditEvent = z
  .object({
    id: z.string(),
    at: instant,
    actor: z.object({
      kind: z.enum(['user', 'token', 'cli', 'system']),
      id: z.string().nullable(),
      name: z.string().nullable(),
    }),
    action: z.string(),
    targetKind: z.string().nullable(),
    targetId: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
    /** What was and what is, only as far as it differs. */
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
    address: z.string().nullable(),
    requestId: z.string().nullable(),
  })
  .meta({ id: 'AuditEvent' })

/** What the audit log can be filtered by; also what an export has. */
export const auditFilters = {
  /** A part of the name of who did it, or their id. */
  actor: z.string().trim().max(200).optional(),
  source: z.enum(['user', 'token', 'cli', 'system']).optional(),
  /** `connection.launch`, or `connection` for everything done to connections. */
  action: z
    .string()
    .regex(/^[a-z_]+(\.[a-z_]+)?$/, 'Such as connection.launch, or connection.')
    .max(100)
    .optional(),
  target_kind: z.string().max(50).optional(),
  target_id: z.string().max(100).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
}

export const Settings = z
  .object({
    /** Ids of connections; who comes first wins where two claim the same field of a person (F89). */
    precedence: z.array(id),
  })
  .meta({ id: 'Settings' })

export const SettingsEdit = z.strictObject({ precedence: z.array(id).max(1000) }).meta({ id: 'SettingsEdit' })

const count = z.number().int()

export const Summary = z
  .object({
    people: z.object({ total: count, active: count }),
    accounts: z.object({ total: count, active: count }),
    connections: z.object({ total: count, active: count, held: count, failed: count }),
    leftOpen: z.int().meta({ description: 'Active accounts of people who left; counted up to 1,000.' }),
    unmatched: count,
  })
  .meta({ id: 'Summary' })
