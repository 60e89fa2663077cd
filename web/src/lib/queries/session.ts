import { queryOptions, type QueryClient } from '@tanstack/react-query'
import type { Operations } from '../api-types.ts'
import { ApiProblem, request } from '../api/client.ts'

/** Who is signed in and what they may do; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => {
    try {
      return await request('GET /session', { signal })
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return null
      throw error
    }
  },
  staleTime: 60_000,
})

export const setUpQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => request('GET /setup', { signal }),
  staleTime: 0,
})

type Body<O extends keyof Operations> = Operations[O]['body']

/** Reads anew who is signed in, after the session has changed. */
export const readSession = (client: QueryClient) => client.fetchQuery({ ...sessionQuery, staleTime: 0 })

export const signIn = (body: Body<'POST /session'>) => request('POST /session', { body })
export const setUp = (body: Body<'POST /setup'>) => request('POST /setup', { body })
export const signOut = () => request('DELETE /session')

export const providersQuery = queryOptions({
  queryKey: ['session', 'providers'],
  queryFn: ({ signal }) => request('GET /session/providers', { signal }),
  staleTime: 60_000,
})

export const giveCode = (code: string) => request('POST /session/second-factor', { body: { code } })
export const stepUp = (body: Body<'POST /session/step-up'>) => request('POST /session/step-up', { body })
export const askForReset = (email: string) => request('POST /session/password-reset', { body: { email } })
export const readLink = (token: string) => request('POST /session/links/read', { body: { token } })
export const acceptLink = (body: Body<'POST /session/links/accept'>) => request('POST /session/links/accept', { body })
export const finishProvider = ({ id, query }: { id: string; query: string }) =>
  request('POST /session/providers/{id}/finish', { path: { id }, body: { query } })

/** Leaves for the provider; it sends the browser back to /sign-in/from/… */
export async function goToProvider({ id, again }: { id: string; again: boolean }): Promise<void> {
  const { url } = await request('POST /session/providers/{id}', { path: { id }, body: { again } })
  window.location.assign(url)
}
