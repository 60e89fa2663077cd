import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Sync } from '../../lib/api-types.ts'
import { isRunning, syncEventsUrl, syncQuery } from '../../lib/queries/syncs.ts'

const POLL_MS = 3000

/**
 * A sync as it goes: while it runs, the server tells every change (server-sent events) and the cached sync follows. A
 * slow poll stands behind it, for a proxy that holds events back.
 */
export function useLiveSync(id: string) {
  const client = useQueryClient()
  const query = useQuery({
    ...syncQuery(id),
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? POLL_MS : false),
  })
  const isLive = query.data !== undefined && isRunning(query.data)

  useEffect(() => {
    if (!isLive) return
    const source = new EventSource(syncEventsUrl(id))
    source.addEventListener('progress', (event: MessageEvent<string>) => {
      const sync = JSON.parse(event.data) as Sync
      client.setQueryData(syncQuery(id).queryKey, sync)
      // The server ends the stream with the sync; left open, the browser would connect again for ever.
      if (!isRunning(sync)) source.close()
    })
    return () => source.close()
  }, [client, id, isLive])

  useEffect(() => {
    if (isLive || query.data === undefined) return
    // It has just ended, or was over when the page opened: what hangs on it is read (anew).
    for (const queryKey of [
      ['connections'],
      ['summary'],
      ['syncs', 'list'],
      ['syncs', id, 'changes'],
      ['syncs', id, 'issues'],
      ['syncs', id, 'issue-reasons'],
    ]) {
      void client.invalidateQueries({ queryKey })
    }
    // Once per end: the data of an ended sync changes only by the actions, which renew by themselves.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [client, id, isLive])

  return query
}
