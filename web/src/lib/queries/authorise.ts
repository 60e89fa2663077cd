import type { Operations } from '../api-types.ts'
import { request } from '../api/client.ts'

/**
 * Begins an authorisation of a connection and leaves for the vendor's consent screen. The vendor sends the browser back
 * to the connection, with `?authorised=` and how it went. Throws `ApiProblem` when it cannot be begun.
 */
export async function startAuthorisation(
  connectionId: string,
  body: Operations['POST /connections/{id}/authorise']['body'] = {},
): Promise<void> {
  const { url } = await request('POST /connections/{id}/authorise', { path: { id: connectionId }, body })
  leaveFor(url)
}

/** Goes to a vendor's page; only to one that a browser shows. */
export function leaveFor(url: string): void {
  if (/^https?:$/.test(new URL(url).protocol)) window.location.assign(url)
}
