import { queryOptions } from '@tanstack/react-query'
import type { Operations } from '../api-types.ts'
import { request } from '../api/client.ts'
import { pagedQuery } from './paged.ts'

type Body<O extends keyof Operations> = Operations[O]['body']

export const usersQuery = (search?: string) =>
  pagedQuery(['users', { search }], (page, signal) => request('GET /users', { query: { search, ...page }, signal }))

export const invitationsQuery = queryOptions({
  queryKey: ['user-invitations'],
  queryFn: ({ signal }) => request('GET /user-invitations', { signal }),
})

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: ({ signal }) => request('GET /roles', { signal }),
})

export const signInProvidersQuery = queryOptions({
  queryKey: ['sign-in-providers'],
  queryFn: ({ signal }) => request('GET /sign-in-providers', { signal }),
})

const at = (id: string) => ({ path: { id } })

export const invite = (body: Body<'POST /user-invitations'>) => request('POST /user-invitations', { body })
export const resendInvitation = (id: string) => request('POST /user-invitations/{id}/resend', at(id))
export const withdrawInvitation = (id: string) => request('DELETE /user-invitations/{id}', at(id))
export const changeUser = ({ id, ...body }: { id: string } & Body<'PATCH /users/{id}'>) =>
  request('PATCH /users/{id}', { ...at(id), body })
export const disableUser = (id: string) => request('POST /users/{id}/disable', at(id))
export const enableUser = (id: string) => request('POST /users/{id}/enable', at(id))
export const signOutUser = (id: string) => request('POST /users/{id}/sign-out', at(id))
export const deleteUser = (id: string) => request('DELETE /users/{id}', at(id))

type Role = Body<'POST /roles'>
export const saveRole = async ({ id, ...body }: { id: string | null } & Role): Promise<void> => {
  if (id === null) await request('POST /roles', { body })
  else await request('PUT /roles/{id}', { ...at(id), body })
}
export const deleteRole = (id: string) => request('DELETE /roles/{id}', at(id))

export const createProvider = (body: Body<'POST /sign-in-providers'>) => request('POST /sign-in-providers', { body })
export const editProvider = ({ id, ...body }: { id: string } & Body<'PUT /sign-in-providers/{id}'>) =>
  request('PUT /sign-in-providers/{id}', { ...at(id), body })
export const deleteProvider = (id: string) => request('DELETE /sign-in-providers/{id}', at(id))
