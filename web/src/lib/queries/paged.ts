import { infiniteQueryOptions, type QueryKey } from '@tanstack/react-query'

type Page<Item> = { items: Item[]; nextCursor: string | null }

/** How many rows one page of a list asks for. */
const PAGE_SIZE = 100

/** A list that is read page by page; what the page components get is all rows read so far. */
export function pagedQuery<Item>(
  queryKey: QueryKey,
  load: (page: { cursor: string | undefined; limit: number }, signal: AbortSignal) => Promise<Page<Item>>,
  limit = PAGE_SIZE,
) {
  return infiniteQueryOptions({
    queryKey: [...queryKey, { limit }],
    queryFn: ({ pageParam, signal }) => load({ cursor: pageParam, limit }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  })
}
