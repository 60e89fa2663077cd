import { queryOptions } from '@tanstack/react-query'
import type { Operations } from '../api-types.ts'
import { request } from '../api/client.ts'

type Body<O extends keyof Operations> = Operations[O]['body']

export const passkeysQuery = queryOptions({
  queryKey: ['me', 'passkeys'],
  queryFn: ({ signal }) => request('GET /me/passkeys', { signal }),
})

export const mySessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: ({ signal }) => request('GET /me/sessions', { signal }),
})

export const rename = (name: string) => request('PATCH /me', { body: { name } })
export const changePassword = (body: Body<'PUT /me/password'>) => request('PUT /me/password', { body })
export const startTotp = (password: string) => request('POST /me/totp', { body: { password } })
export const confirmTotp = (code: string) => request('POST /me/totp/confirm', { body: { code } })
export const stopTotp = () => request('DELETE /me/totp')
export const renewBackupCodes = (password: string) => request('POST /me/backup-codes', { body: { password } })
export const deletePasskey = (id: string) => request('DELETE /me/passkeys/{id}', { path: { id } })
export const endMySession = (id: string) => request('DELETE /me/sessions/{id}', { path: { id } })
export const endOtherSessions = () => request('DELETE /me/sessions')

/** Leaves for the provider, to sign in that way from now on. */
export async function linkProvider(id: string): Promise<void> {
  const { url } = await request('POST /me/providers/{id}', { path: { id } })
  window.location.assign(url)
}
