import { queryOptions } from '@tanstack/react-query'
import type { Operations } from '../api-types.ts'
import { request } from '../api/client.ts'
import { pagedQuery } from './paged.ts'

type Filters = Pick<NonNullable<Operations['GET /connection-requests']['query']>, 'connection_id' | 'state' | 'open'>

export const requestsQuery = (filters: Filters = {}) =>
  pagedQuery(['connection-requests', filters], (page, signal) =>
    request('GET /connection-requests', { query: { ...filters, ...page }, signal }),
  )

/** The newest request for a connection that still waits for somebody; null when none does. */
export const pendingRequestQuery = (connectionId: string) =>
  queryOptions({
    queryKey: ['connection-requests', 'of', connectionId],
    queryFn: async ({ signal }) => {
      const query = { connection_id: connectionId, limit: 10 }
      const { items } = await request('GET /connection-requests', { query, signal })
      return items.find(({ state }) => state === 'authorised' || state === 'sent' || state === 'opened') ?? null
    },
  })

/** Of one connector, or all. */
export const presetClientsQuery = (connector?: string) =>
  queryOptions({
    queryKey: ['preset-clients', connector],
    queryFn: ({ signal }) => request('GET /preset-clients', { query: { connector }, signal }),
  })

type Body<O extends keyof Operations> = Operations[O]['body']

export const createRequest = (body: Body<'POST /connection-requests'>) => request('POST /connection-requests', { body })
export const resendRequest = (id: string, body: Body<'POST /connection-requests/{id}/resend'>) =>
  request('POST /connection-requests/{id}/resend', { path: { id }, body })
export const revokeRequest = (id: string) => request('POST /connection-requests/{id}/revoke', { path: { id } })
export const confirmRequest = (id: string, body: Body<'POST /connection-requests/{id}/confirm'>) =>
  request('POST /connection-requests/{id}/confirm', { path: { id }, body })
export const savePresetClient = (id: string, body: Body<'PUT /connectors/{id}/preset-client'>) =>
  request('PUT /connectors/{id}/preset-client', { path: { id }, body })
export const deletePresetClient = (id: string, method: string) =>
  request('DELETE /connectors/{id}/preset-client', { path: { id }, query: { method } })

export const openLink = (token: string) => request('POST /authorize/open', { body: { token } })
export const readPage = () => request('GET /authorize')
export const acceptRequest = (credential: Record<string, string> | undefined) =>
  request('POST /authorize/accept', { body: credential ? { credential } : {} })
