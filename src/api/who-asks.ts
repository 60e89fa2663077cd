import { AppError } from '#base/errors.ts'
import type { Client, SignedIn, Users } from '#core/users/user.ts'

type Asked = { users: Users; request: { address: string; userAgent: string | undefined; cookie: string | undefined } }

/** The signed-in user behind a request. Throws `unauthenticated`. */
export async function whoAsks({ users, request }: Asked): Promise<SignedIn> {
  const found = await users.findSession(request.cookie)
  if (!found) throw new AppError('unauthenticated')
  return found
}

/** Where a request comes from, as use cases of sessions want it. */
export function clientOf({ address, userAgent, cookie }: Asked['request']): Client & { cookie: string | undefined } {
  return { address, userAgent, cookie }
}
