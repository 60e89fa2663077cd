import { AppError } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import type { Db } from '#db/pool.ts'
import { createLimiter } from '#egress/limits.ts'
import { flowOf } from '#kit/auth.ts'
import type { Connector, VendorClient } from '#kit/define.ts'
import type { Vault } from '#vault/vault.ts'
import { checkCredential } from '../credentials/check-credential.ts'
import { resolveHosts } from '../credentials/resolve-hosts.ts'
import { requireFittingCredential } from '../credentials/use-credential.ts'

export type ReviewCredential = {
  method: string
  /** What was typed in just now; it is used once and stored nowhere. */
  credential?: Record<string, string> | undefined
  /** Or one that was stored for this connector. */
  credentialId?: string | undefined
  hosts?: Record<string, string> | undefined
}

export type ReviewParts = { db: Db; vault: Vault; log: Log }

/** The way to the vendor, and what hides the entered secrets wherever the vendor repeats them. */
export async function openReviewDoor(
  { db, vault, log }: ReviewParts,
  connector: Connector,
  { method, credential, credentialId, hosts: given = {} }: ReviewCredential,
  signal: AbortSignal,
): Promise<{ client: VendorClient; mask: (value: unknown) => unknown }> {
  const limiter = createLimiter({ rate: connector.rateLimit, concurrency: connector.concurrency })
  if (credentialId !== undefined) {
    const publicFields = await db.tx(async (tx) => {
      await requireFittingCredential(tx, connector, { credentialId, method, hosts: given })
      const row = await tx.one<{ publicFields: Record<string, string> }>(
        'select public_fields as "publicFields" from credentials where id = $1',
        [credentialId],
      )
      return row!.publicFields
    })
    const hosts = resolveHosts(connector, method, publicFields, given)
    const used = {
      credentialId,
      connector: connector.id,
      method: connector.auth.find(({ id }) => id === method)!,
      hosts,
    }
    return { client: await vault.authorise({ ...used, limiter, log, signal }), mask: (value) => value }
  }
  const checked = checkCredential(connector, method, credential ?? {}, 'credential')
  if (flowOf(checked.method) === 'redirect') {
    throw new AppError('credential_not_authorised', {
      message:
        'This sign-in needs consent at the vendor, which a connection asks for. Save the connector, connect it and give consent; then review the response with that credential.',
    })
  }
  const hosts = resolveHosts(connector, method, checked.publicFields, given)
  const { secretFields: fields, publicFields } = checked
  const client = vault.tryOut({
    connector: connector.id,
    method: checked.method,
    fields,
    publicFields,
    hosts,
    limiter,
    log,
    signal,
  })
  return { client, mask: maskOf(Object.values(fields)) }
}

/** Hides texts, and whatever contains one of them, at any depth. Very short ones would hide everything. */
function maskOf(secrets: readonly string[]): (value: unknown) => unknown {
  const long = secrets.filter((secret) => secret.length >= 4)
  const mask = (value: unknown): unknown => {
    if (typeof value === 'string') return long.reduce((text, secret) => text.replaceAll(secret, '[secret]'), value)
    if (Array.isArray(value)) return value.map(mask)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [mask(key), mask(item)]))
  }
  return mask
}
