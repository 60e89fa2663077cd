import { defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/session',
  tag: 'Session',
  summary: 'Sign out',
  permission: 'public',
  success: { status: 204 },
  errors: [],
  handle: async ({ users, request, setCookie }) => {
    for (const cookie of await users.signOut(request.cookie)) setCookie(cookie)
  },
})
