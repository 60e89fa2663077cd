import { queryOptions } from '@tanstack/react-query'
import { request } from '../api/client.ts'

export const trendsQuery = queryOptions({
  queryKey: ['dashboards', 'trends'],
  queryFn: ({ signal }) => request('GET /dashboards/trends', { query: { days: 180 }, signal }),
})

export const changesQuery = queryOptions({
  queryKey: ['dashboards', 'changes'],
  queryFn: ({ signal }) => request('GET /dashboards/changes', { query: { hours: 24 }, signal }),
})
