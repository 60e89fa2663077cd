import { offsetAt, placeOf } from '#kit/sandbox-faults.ts'
import { pageSize, type SandboxResponse } from '#kit/sandbox.ts'

/** An empty list is left out of the body, and so is the place after the last page. */
export function list<Item>(
  query: URLSearchParams,
  of: { name: string; kind: string; normal: number; largest: number },
  items: readonly Item[],
  encode: (item: Item) => unknown,
): SandboxResponse {
  const asked = query.get('maxResults')
  const start = offsetAt(query.get('pageToken'))
  if (start === null || Number(asked ?? 1) > of.largest)
    return failure(400, 'global', 'invalid', 'Invalid Input', 'INVALID_ARGUMENT')
  const end = start + pageSize(asked, of.normal, of.largest)
  const page = items.slice(start, end).map(encode)
  return ok({
    kind: of.kind,
    etag: '"sandbox"',
    ...(page.length === 0 ? {} : { [of.name]: page }),
    ...(end < items.length ? { nextPageToken: placeOf(end) } : {}),
  })
}

export function ok(body: object): SandboxResponse {
  return { status: 200, body }
}

export function failure(
  code: number,
  domain: string,
  reason: string,
  message: string,
  status: string,
): SandboxResponse {
  return { status: code, body: { error: { code, message, errors: [{ message, domain, reason }], status } } }
}
