import { Button } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import { useEffect } from 'react'
import { texts } from '../lib/texts.ts'

/** What `useInfiniteQuery` says about further pages. */
export type More = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }

/** The next page comes when its button scrolls into view; the button itself is for the keyboard and for a failed try. */
export function LoadMore({ more: { isFetchingNextPage, fetchNextPage } }: { more: More }) {
  const { ref, entry } = useIntersection({ rootMargin: '600px' })
  const isNear = entry?.isIntersecting ?? false
  useEffect(() => {
    if (isNear && !isFetchingNextPage) void fetchNextPage()
    // Once per approach: a page that failed is not asked for again and again.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [isNear])
  return (
    <Button ref={ref} size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
      {texts.common.loadMore}
    </Button>
  )
}
