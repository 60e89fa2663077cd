import { recoverOwner } from '#core/users/recover-owner.ts'
import { listUsers } from '#core/users/users.store.ts'
import { z } from 'zod'
import { UsageError, type Command } from '../command.ts'
import { commandLog } from '../command-log.ts'
import { readConfig } from '../config.ts'
import { openRollcall } from '../open-rollcall.ts'
import { table } from '../table.ts'

/** The most that one look shows; the page has them all. */
const MOST_USERS = 1000

export const usersCommand: Command = {
  name: 'users',
  summary:
    'Lists who signs in, or makes a one-time link with which an owner who lost password or second factor comes back in.',
  usage: 'list | recover <e-mail>',
  options: {},
  words: { min: 1, max: 2 },
  async run(input) {
    const [verb, email] = input.words
    const isList = verb === 'list' && email === undefined
    if (!isList && (verb !== 'recover' || !z.email().safeParse(email).success)) {
      throw new UsageError('Say "list", or "recover" and an e-mail address.')
    }
    const rollcall = await openRollcall(readConfig(input.env, input.folder), commandLog(input), 'users')
    const { db, clock, config } = rollcall
    try {
      const text = isList
        ? usersText((await listUsers(db, { limit: MOST_USERS })).items, input.json)
        : recoveryText(await recoverOwner({ db, clock, publicUrl: config.publicUrl }, email ?? ''), input.json)
      input.out.write(text)
      return 0
    } finally {
      await rollcall.close()
    }
  },
}

function usersText(users: Awaited<ReturnType<typeof listUsers>>['items'], json: boolean): string {
  if (json) return `${JSON.stringify(users, null, 2)}\n`
  return table(
    ['NAME', 'E-MAIL', 'ROLE', 'STATE'],
    users.map(({ name, email, roleName, disabledAt }) => [name, email, roleName, disabledAt ? 'disabled' : 'active']),
  )
}

function recoveryText(link: Awaited<ReturnType<typeof recoverOwner>>, json: boolean): string {
  if (json) return `${JSON.stringify(link)}\n`
  const who = link.isKnown
    ? 'It sets a new password, forgets the second factors, and makes this user an owner.'
    : 'There is no such user yet: it makes one, who is an owner.'
  return `\n    ${link.url}\n\n${who}\nThe link is good once, until ${link.expiresAt.toISOString()}. Whoever has it owns this Rollcall.\n`
}
