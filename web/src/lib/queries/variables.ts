import { queryOptions } from '@tanstack/react-query'
import { request } from '../api/client.ts'

export const variablesQuery = queryOptions({
  queryKey: ['variables'],
  queryFn: ({ signal }) => request('GET /variables', { signal }),
})

export const saveVariable = ({ name, value }: { name: string; value: string }) =>
  request('PUT /variables/{name}', { path: { name }, body: { value } })
export const deleteVariable = (name: string) => request('DELETE /variables/{name}', { path: { name } })
