import { PERMISSIONS } from '#core/users/permissions.ts'
import { z } from 'zod'
import { email, newPassword, User } from './access.ts'
import { id, instant, nameText } from './common.ts'

/** Ids of users are the auth library's: older ones are no UUIDs. */
export const byUserId = z.strictObject({ id: z.string().max(100) })

export const byUserAndSession = z.strictObject({ id: z.string().max(100), sessionId: z.string().max(100) })

const permission = z.enum(PERMISSIONS)
const roleId = z.string().min(1).max(100)

export const Session = z
  .object({
    user: User.extend({ roleName: z.string() }),
    /** What the role allows; a page shows what may be done by these. */
    permissions: z.array(permission),
    /** Until then nothing asks for the password again. */
    freshUntil: instant,
    hasPassword: z.boolean(),
    hasTotp: z.boolean(),
    passkeys: z.number().int(),
    providers: z.array(z.string()),
  })
  .meta({ id: 'Session' })

/** `user` is null while the second factor is asked for. */
export const SignInAnswer = z.object({ user: User.nullable() }).meta({ id: 'SignInAnswer' })

export const SecondFactor = z
  .strictObject({ code: z.string().trim().min(1).max(50) })
  .meta({ id: 'SecondFactor', description: 'Six digits of the app, or a backup code.' })

/** What a browser's own interface for passkeys takes or gives. */
const passkeyJson = z.record(z.string(), z.unknown())

export const PasskeyOptions = z.object({ options: passkeyJson }).meta({ id: 'PasskeyOptions' })

export const PasskeyAnswer = z.strictObject({ answer: passkeyJson }).meta({ id: 'PasskeyAnswer' })

export const StepUp = z
  .union([
    z.strictObject({ password: z.string().min(1).max(1000) }),
    z.strictObject({ code: z.string().trim().min(1).max(50) }),
    z.strictObject({ passkey: passkeyJson }),
  ])
  .meta({ id: 'StepUp' })

export const SignInChoice = z.object({ id, name: z.string() }).meta({ id: 'SignInChoice' })

export const BeginProvider = z
  .strictObject({
    /** Asks the provider to check again who sits there. */
    again: z.boolean().default(false),
  })
  .meta({ id: 'BeginProvider' })

export const GoTo = z.object({ url: z.string() }).meta({ id: 'GoTo' })

export const FinishProvider = z
  .strictObject({
    /** What stood behind the `?` when the provider sent the browser back. */
    query: z.string().max(8000),
  })
  .meta({ id: 'FinishProvider' })

export const ResetRequest = z.strictObject({ email: z.string().trim().min(1).max(320) }).meta({ id: 'ResetRequest' })

const linkToken = z.string().min(1).max(200)

export const LinkToken = z.strictObject({ token: linkToken }).meta({ id: 'UserLinkToken' })

export const LinkFacts = z
  .object({
    kind: z.enum(['invite', 'reset', 'recover']),
    email: z.string(),
    name: z.string().nullable(),
    roleName: z.string().nullable(),
    invitedBy: z.string().nullable(),
    expiresAt: instant,
  })
  .meta({ id: 'LinkFacts' })

export const AcceptLink = z
  .strictObject({ token: linkToken, name: nameText.optional(), password: newPassword })
  .meta({ id: 'AcceptLink' })

export const MyEdit = z.strictObject({ name: nameText }).meta({ id: 'MyEdit' })

export const PasswordChange = z
  .strictObject({ current: z.string().max(1000).optional(), password: newPassword })
  .meta({ id: 'PasswordChange' })

export const PasswordProof = z
  .strictObject({ password: z.string().max(1000).default('') })
  .meta({ id: 'PasswordProof' })

export const NewTotp = z
  .object({
    /** For the app: shown as a picture, or typed in. */
    uri: z.string(),
    backupCodes: z.array(z.string()),
  })
  .meta({ id: 'NewTotp' })

export const BackupCodes = z.object({ backupCodes: z.array(z.string()) }).meta({ id: 'BackupCodes' })

export const Passkey = z.object({ id: z.string(), name: z.string(), createdAt: instant }).meta({ id: 'Passkey' })

export const NewPasskey = z.strictObject({ name: nameText, answer: passkeyJson }).meta({ id: 'NewPasskey' })

export const Made = z.object({ id: z.string() }).meta({ id: 'Made' })

export const UserSession = z
  .object({
    id: z.string(),
    createdAt: instant,
    expiresAt: instant,
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    isThis: z.boolean(),
  })
  .meta({ id: 'UserSession' })

export const UserDetail = User.extend({
  roleName: z.string(),
  createdAt: instant,
  lastSignInAt: instant.nullable(),
  disabledAt: instant.nullable(),
  hasPassword: z.boolean(),
  hasTotp: z.boolean(),
  passkeys: z.number().int(),
  providers: z.array(z.string()),
  sessions: z.number().int(),
}).meta({ id: 'UserDetail' })

export const UserEdit = z.strictObject({ name: nameText.optional(), role: roleId.optional() }).meta({ id: 'UserEdit' })

export const Invite = z.strictObject({ email, name: nameText, role: roleId }).meta({ id: 'Invite' })

export const Invitation = z
  .object({
    id,
    email: z.string(),
    name: z.string().nullable(),
    role: z.string().nullable(),
    roleName: z.string(),
    createdBy: z.string().nullable(),
    createdAt: instant,
    expiresAt: instant,
  })
  .meta({ id: 'Invitation' })

export const Role = z
  .object({
    id: z.string(),
    name: z.string(),
    permissions: z.array(permission),
    isBuiltIn: z.boolean(),
    users: z.number().int(),
  })
  .meta({ id: 'Role' })

export const RoleEdit = z
  .strictObject({ name: nameText, permissions: z.array(permission).max(PERMISSIONS.length) })
  .meta({ id: 'RoleEdit' })

const providerFields = {
  name: nameText,
  clientId: z.string().trim().min(1).max(500),
  domains: z.array(z.string().trim().toLowerCase().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'A domain such as example.com.')).max(50), // prettier-ignore
  defaultRole: roleId.nullable(),
  enabled: z.boolean(),
}
const secret = z.string().min(1).max(2000)

export const SignInProvider = z
  .object({
    id,
    issuer: z.string(),
    createdAt: instant,
    name: z.string(),
    clientId: z.string(),
    domains: z.array(z.string()),
    defaultRole: z.string().nullable(),
    enabled: z.boolean(),
    /** What is to be entered at the provider as the address to come back to. */
    redirectUri: z.string(),
  })
  .meta({ id: 'SignInProvider' })

export const NewSignInProvider = z
  .strictObject({ issuer: z.url({ protocol: /^https?$/ }).max(500), clientSecret: secret, ...providerFields })
  .meta({ id: 'NewSignInProvider' })

export const SignInProviderEdit = z
  .strictObject({ clientSecret: secret.optional(), ...providerFields })
  .meta({ id: 'SignInProviderEdit' })
