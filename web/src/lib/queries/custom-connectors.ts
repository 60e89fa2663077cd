import { queryOptions } from '@tanstack/react-query'
import { request } from '../api/client.ts'

export const customConnectorsQuery = queryOptions({
  queryKey: ['custom-connectors'],
  queryFn: ({ signal }) => request('GET /custom-connectors', { signal }),
})

export const customConnectorQuery = (id: string) =>
  queryOptions({
    queryKey: ['custom-connectors', id],
    queryFn: ({ signal }) => request('GET /custom-connectors/{id}', { path: { id }, signal }),
  })

export const signInsQuery = queryOptions({
  queryKey: ['custom-connectors', 'sign-ins'],
  queryFn: ({ signal }) => request('GET /custom-connectors/sign-ins', { signal }),
  staleTime: Infinity,
})
