import { useQuery } from '@tanstack/react-query'
import type { Session } from './api-types.ts'
import { sessionQuery } from './queries/session.ts'

export type Permission = Session['permissions'][number]

/** Whether the signed-in user may do something. The server decides; this only keeps from offering what it would refuse. */
export function useMay(): (permission: Permission) => boolean {
  const { data: session } = useQuery(sessionQuery)
  return (permission) => session?.permissions.includes(permission) ?? false
}
