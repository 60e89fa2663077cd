import { useEffect, useState } from 'react'
import type { RequestPage } from '../../lib/api-types.ts'
import { toProblem, type ApiProblem } from '../../lib/api/client.ts'
import { openLink, readPage } from '../../lib/queries/requests.ts'

export type PageState = { at: 'opening' } | { at: 'failed'; problem: ApiProblem } | { at: 'open'; page: RequestPage }

// The token of this document's address: swapped once, also when React mounts a page twice.
let opening: Promise<RequestPage> | undefined

/**
 * The request behind the link. Its token is swapped for a cookie that scripts cannot read and is taken out of the address
 * at once, so that neither history nor a screenshot keeps it (S11). A reload goes on with the cookie.
 */
export function useRequestPage(token: string | undefined): PageState {
  const [state, setState] = useState<PageState>({ at: 'opening' })
  useEffect(() => {
    let isWanted = true
    if (token !== undefined) window.history.replaceState(window.history.state, '', '/authorize')
    opening ??= token === undefined ? readPage() : openLink(token)
    opening.then(
      (page) => isWanted && setState({ at: 'open', page }),
      (error: unknown) => isWanted && setState({ at: 'failed', problem: toProblem(error) }),
    )
    return () => {
      isWanted = false
    }
  }, [token])
  return state
}
