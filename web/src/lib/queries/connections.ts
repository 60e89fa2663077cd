import { keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query'
import type { Connection, Operations } from '../api-types.ts'
import { request, saveFile, urlOf } from '../api/client.ts'
import { pagedQuery } from './paged.ts'

type Filters = Pick<NonNullable<Operations['GET /connections']['query']>, 'search' | 'app_id' | 'state'>

export const connectionsQuery = (filters: Filters = {}) =>
  pagedQuery(['connections', 'list', filters], (page, signal) =>
    request('GET /connections', { query: { ...filters, ...page }, signal }),
  )

/** While one of its syncs runs, the connection is read again every few seconds. */
export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id],
    queryFn: ({ signal }) => request('GET /connections/{id}', { path: { id }, signal }),
    refetchInterval: (query) => (query.state.data?.runningSync ? 3000 : false),
  })

export const mappingQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id, 'mapping'],
    queryFn: ({ signal }) => request('GET /connections/{id}/mapping', { path: { id }, signal }),
  })

/** Asks the vendor, so it is kept for the visit. */
export const sampleQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id, 'sample'],
    queryFn: ({ signal }) => request('GET /connections/{id}/sample', { path: { id }, signal }),
    staleTime: Infinity,
    retry: false,
  })

export const previewQuery = (
  id: string,
  mapping: Operations['PUT /connections/{id}/mapping']['body'],
  record: unknown,
) =>
  queryOptions({
    queryKey: ['mapping-preview', id, mapping, record],
    queryFn: ({ signal }) =>
      request('POST /connections/{id}/mapping/preview', { path: { id }, body: { mapping, record }, signal }),
    staleTime: Infinity,
    // A draft that the API does not take has no preview; saving it says why.
    retry: false,
  })

export const scheduleQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id, 'schedule'],
    queryFn: ({ signal }) => request('GET /connections/{id}/schedule', { path: { id }, signal }),
  })

export const scopesQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id, 'scopes'],
    queryFn: ({ signal }) => request('GET /connections/{id}/scopes', { path: { id }, signal }),
  })

/** Counted anew each time somebody is about to remove. */
export const removalQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id, 'removal'],
    queryFn: ({ signal }) => request('GET /connections/{id}/removal', { path: { id }, signal }),
    staleTime: 0,
  })

export const connectorsQuery = queryOptions({
  queryKey: ['connectors'],
  queryFn: ({ signal }) => request('GET /connectors', { signal }),
  staleTime: Infinity,
})

export const connectorQuery = (id: string) =>
  queryOptions({
    queryKey: ['connectors', id],
    queryFn: ({ signal }) => request('GET /connectors/{id}', { path: { id }, signal }),
    staleTime: Infinity,
  })

/** The smallest set of scopes for what is wanted; what was planned before stays until the new plan is there. */
export const scopePlanQuery = (connector: string, method: string, capabilities: readonly string[]) =>
  queryOptions({
    queryKey: ['connectors', connector, 'scope-plan', method, capabilities],
    queryFn: ({ signal }) =>
      request('GET /connectors/{id}/scope-plan', {
        path: { id: connector },
        query: { method, capabilities: capabilities.join(',') },
        signal,
      }),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  })

export const credentialsQuery = (connector: string) =>
  queryOptions({
    queryKey: ['credentials', { connector }],
    queryFn: ({ signal }) => request('GET /credentials', { query: { connector, limit: 200 }, signal }),
  })

type Body<O extends keyof Operations> = Operations[O]['body']

export const createConnection = (body: Body<'POST /connections'>) => request('POST /connections', { body })
export const editConnection = (id: string, body: Body<'PATCH /connections/{id}'>) =>
  request('PATCH /connections/{id}', { path: { id }, body })
export const testConnection = (id: string, signal?: AbortSignal) =>
  request('POST /connections/{id}/test', { path: { id }, signal })
export const launchConnection = (id: string, sync: boolean) =>
  request('POST /connections/{id}/launch', { path: { id }, body: { sync } })
export const disconnectConnection = (id: string) => request('POST /connections/{id}/disconnect', { path: { id } })
export const reconnectConnection = (id: string, body: Body<'POST /connections/{id}/reconnect'>) =>
  request('POST /connections/{id}/reconnect', { path: { id }, body })
export const deleteConnection = (id: string, confirm: string) =>
  request('DELETE /connections/{id}', { path: { id }, query: { confirm } })
export const pauseConnection = (id: string) => request('POST /connections/{id}/pause', { path: { id } })
export const resumeConnection = (id: string) => request('POST /connections/{id}/resume', { path: { id } })
export const restoreConnection = (id: string, name?: string) =>
  request('POST /connections/{id}/restore', { path: { id }, body: name === undefined ? {} : { name } })
export const saveScopes = (id: string, scopes: string[]) =>
  request('PUT /connections/{id}/scopes', { path: { id }, body: { scopes } })
/** Saves a connection's rows as a file. */
export const saveRows = (id: string, of: 'accounts' | 'people') =>
  saveFile(urlOf('/connections/{id}/export', { id }, { of }))
export const startSync = (id: string) => request('POST /connections/{id}/syncs', { path: { id } })
export const startPreview = (id: string) => request('POST /connections/{id}/preview', { path: { id } })
export const saveMapping = (id: string, body: Body<'PUT /connections/{id}/mapping'>) =>
  request('PUT /connections/{id}/mapping', { path: { id }, body })
export const proposeMapping = (id: string) => request('POST /connections/{id}/mapping/smart', { path: { id } })
export const saveSchedule = (id: string, body: Body<'PUT /connections/{id}/schedule'>) =>
  request('PUT /connections/{id}/schedule', { path: { id }, body })
export const replaceSecret = (id: string, body: Body<'PUT /credentials/{id}/secret'>) =>
  request('PUT /credentials/{id}/secret', { path: { id }, body })

/** Puts a connection that an action answered with where the pages look, and has the lists read anew. */
export function keepConnection(client: QueryClient, connection: Connection): void {
  client.setQueryData(connectionQuery(connection.id).queryKey, connection)
  void client.invalidateQueries({ queryKey: ['connections', 'list'] })
  void client.invalidateQueries({ queryKey: ['summary'] })
}
