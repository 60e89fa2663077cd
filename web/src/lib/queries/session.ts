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
