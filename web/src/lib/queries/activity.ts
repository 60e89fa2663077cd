import type { Operations } from '../api-types.ts'
import { request } from '../api/client.ts'
import { pagedQuery } from './paged.ts'

type Filters = Omit<NonNullable<Operations['GET /activity']['query']>, 'limit' | 'cursor'>

export const activityQuery = (filters: Filters, limit?: number) =>
  pagedQuery(
    ['activity', 'list', filters],
    (page, signal) => request('GET /activity', { query: { ...filters, ...page }, signal }),
    limit,
  )
