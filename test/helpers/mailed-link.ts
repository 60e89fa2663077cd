import type { Db } from '#db/pool.ts'
import { openBody } from '#mail/outbox.ts'
import { rootKeyFrom } from '#vault/seal.ts'
import { createSealer } from '#vault/sealer.ts'

/** The root key that `testApi` seals with. */
const sealer = createSealer(rootKeyFrom(Buffer.alloc(32, 7)))

/** What the newest mail to a co-worker links to. */
export async function mailedLink(db: Db): Promise<{ link: string; token: string; text: string }> {
  const [mail] = await db.query<{ id: string; sealed: string }>(
    `select id, sealed from outbox where kind = 'connection_request' order by queued_at desc, id desc limit 1`,
  )
  const { text } = await openBody(sealer, mail!.id, mail!.sealed)
  const link = /https?:\S+\/authorize\/\S+/.exec(text)![0]
  return { link, token: link.split('/').at(-1)!, text }
}
