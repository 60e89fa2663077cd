import { queryOptions } from '@tanstack/react-query'
import type { AppCollection, Operations } from '../api-types.ts'
import { request } from '../api/client.ts'
import { pagedQuery } from './paged.ts'

export type AppFilters = Omit<NonNullable<Operations['GET /apps']['query']>, 'limit' | 'cursor'>

export const appsQuery = (filters: AppFilters = {}) =>
  pagedQuery(
    ['apps', 'list', filters],
    (page, signal) => request('GET /apps', { query: { ...filters, ...page }, signal }),
    100,
  )

export const appCollectionQuery = (id: AppCollection['id']) =>
  queryOptions({
    queryKey: ['apps', 'collection', id],
    queryFn: ({ signal }) => request('GET /app-collections/{id}', { path: { id }, signal }),
  })

export const appCategoriesQuery = queryOptions({
  queryKey: ['apps', 'categories'],
  queryFn: ({ signal }) => request('GET /app-categories', { signal }),
})

export const appQuery = (id: string) =>
  queryOptions({
    queryKey: ['apps', id],
    queryFn: ({ signal }) => request('GET /apps/{id}', { path: { id }, signal }),
  })

/** Counted anew each time: it says how things stand now. */
export const appUseQuery = (id: string) =>
  queryOptions({
    queryKey: ['apps', id, 'use'],
    queryFn: ({ signal }) => request('GET /apps/{id}/use', { path: { id }, signal }),
  })

export const appSightingsQuery = (id: string) =>
  queryOptions({
    queryKey: ['apps', id, 'sightings'],
    queryFn: ({ signal }) => request('GET /apps/{id}/sightings', { path: { id }, signal }),
  })

/** Counted anew each time somebody is about to merge. */
export const mergePreviewQuery = (id: string) =>
  queryOptions({
    queryKey: ['apps', id, 'merge'],
    queryFn: ({ signal }) => request('GET /apps/{id}/merge', { path: { id }, signal }),
    staleTime: 0,
  })

export const mergeApp = (id: string, intoId: string) =>
  request('POST /apps/{id}/merge', { path: { id }, body: { intoId } })
export const mapSighting = (id: string, body: Operations['POST /apps/{id}/map']['body']) =>
  request('POST /apps/{id}/map', { path: { id }, body })
export const undoMove = (id: string) => request('POST /app-moves/{id}/undo', { path: { id } })
export const createApp = (body: Operations['POST /apps']['body']) => request('POST /apps', { body })
export const authoriseApps = (body: Operations['POST /apps/authorisation']['body']) =>
  request('POST /apps/authorisation', { body })
