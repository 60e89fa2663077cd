import { Button, Skeleton, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { texts } from '../lib/texts.ts'
import { Notice, ProblemNotice } from './problem-notice.tsx'

/** The part of a query's result that decides what is shown; of `useQuery` and `useInfiniteQuery` alike. */
type Result<Data> = {
  data: Data | undefined
  error: Error | null
  isFetching: boolean
  refetch: () => Promise<unknown>
}

type Props<Data> = {
  query: Result<Data>
  isEmpty?: (data: Data) => boolean
  empty?: ReactNode
  /** What stands while the first answer is on its way; lines of the height of a table row unless said otherwise. */
  loading?: ReactNode
  children: (data: Data) => ReactNode
}

/** Owns the four states of everything that is loaded, so that no page can forget one: loading, failed, empty, data. */
export function QueryView<Data>({ query, isEmpty, empty, loading, children }: Props<Data>) {
  const { data, error, isFetching, refetch } = query
  const retry = (
    <Button size="xs" variant="default" loading={isFetching} onClick={() => void refetch()}>
      {texts.common.retry}
    </Button>
  )
  if (data === undefined) {
    if (error) return <ProblemNotice error={error} title={texts.common.failedTitle} action={retry} />
    return loading ?? <LoadingLines />
  }
  return (
    <>
      {error && (
        <div style={{ marginBottom: 12 }}>
          <Notice action={retry}>{texts.common.staleNotice}</Notice>
        </div>
      )}
      {isEmpty?.(data) && empty !== undefined ? empty : children(data)}
    </>
  )
}

export function LoadingLines({ count = 6, height = 36 }: { count?: number; height?: number }) {
  return (
    <Stack gap={8} role="status" aria-label={texts.common.loading}>
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} height={height} radius="md" />
      ))}
    </Stack>
  )
}
