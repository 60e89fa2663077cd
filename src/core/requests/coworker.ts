import { SYSTEM_ACTOR, type Actor } from '../audit/actor.ts'

/** A co-worker has no account here; the log names whom the link was sent to. */
export function coworkerActor({ name, email }: { name: string; email: string }): Actor {
  return { ...SYSTEM_ACTOR, name: `${name} <${email}> by connection request` }
}
