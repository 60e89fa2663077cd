import { queryOptions } from '@tanstack/react-query'
import type { Operations } from '../api-types.ts'
import { request } from '../api/client.ts'

export const summaryQuery = queryOptions({
  queryKey: ['summary'],
  queryFn: ({ signal }) => request('GET /summary', { signal }),
})

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => request('GET /settings', { signal }),
})

export const egressAddressQuery = queryOptions({
  queryKey: ['egress-address'],
  queryFn: ({ signal }) => request('GET /settings/egress-address', { signal }),
  staleTime: Infinity,
})

export const tokensQuery = queryOptions({
  queryKey: ['api-tokens'],
  queryFn: ({ signal }) => request('GET /api-tokens', { query: { limit: 200 }, signal }),
})

type Body<O extends keyof Operations> = Operations[O]['body']

export const savePrecedence = (precedence: string[]) => request('PUT /settings', { body: { precedence } })
export const createToken = (body: Body<'POST /api-tokens'>) => request('POST /api-tokens', { body })
export const revokeToken = (id: string) => request('DELETE /api-tokens/{id}', { path: { id } })
