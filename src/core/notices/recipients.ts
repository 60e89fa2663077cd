import type { Tx } from '#db/pool.ts'

export type Recipient = { email: string; name?: string }

/** Of somebody who may still sign in. The column is one that the auth library may not have made yet. */
const MAY_SIGN_IN = `to_jsonb(u) ->> 'disabledAt' is null`

/**
 * Whom a notice is sent to: the connection's contacts, else whoever owns its credential or made it, else the owners and
 * admins of this Rollcall (F77, F78).
 *
 * @param more the admins as well, whoever the others are.
 */
export async function recipientsOf(
  tx: Tx,
  about: { connectionId?: string | undefined; ownerId?: string | undefined },
  more: 'admins' | undefined,
): Promise<Recipient[]> {
  const first = (await contacts(tx, about.connectionId)) ?? (await owner(tx, about))
  const all = [...(first ?? []), ...(!first || more ? await admins(tx) : [])]
  const byAddress = new Map(all.map((one) => [one.email.toLowerCase(), one]))
  return [...byAddress.values()]
}

async function contacts(tx: Tx, connectionId: string | undefined): Promise<Recipient[] | undefined> {
  if (connectionId === undefined) return undefined
  const row = await tx.one<{ contacts: string[] }>('select contacts from connections where id = $1', [connectionId])
  return row && row.contacts.length > 0 ? row.contacts.map((email) => ({ email })) : undefined
}

/** A disconnected connection has no credential any more; then whoever made it, or last reconnected it. */
async function owner(
  tx: Tx,
  { connectionId, ownerId }: { connectionId?: string | undefined; ownerId?: string | undefined },
): Promise<Recipient[] | undefined> {
  const row = await tx.one<Recipient>(
    `select u.email, u.name from auth."user" u where ${MAY_SIGN_IN} and u.id = coalesce($2,
       (select k.owner_id from connections c join credentials k on k.id = c.credential_id where c.id = $1),
       (select e.actor_id from audit_events e where e.target_kind = 'connection' and e.target_id = $1::text
         and e.actor_kind = 'user' and e.action in ('connection.create', 'connection.reconnect') order by e.id desc limit 1))`,
    [connectionId ?? null, ownerId ?? null],
  )
  return row && [row]
}

function admins(tx: Tx): Promise<Recipient[]> {
  return tx.query<Recipient>(
    `select u.email, u.name from auth."user" u where u.role in ('owner', 'admin') and ${MAY_SIGN_IN} order by u.email`,
  )
}
