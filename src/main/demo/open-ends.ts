import { SYSTEM_ACTOR } from '#core/audit/actor.ts'
import { createRequest } from '#core/requests/create-request.ts'
import { inviteUser } from '#core/users/invite-user.ts'
import { ALL_RIGHTS } from '#core/users/permissions.ts'
import type { Rollcall } from '../open-rollcall.ts'

/** What a company always has lying about: colleagues who are invited, and one who is asked to authorise an app. */
export async function leaveOpenEnds(rollcall: Rollcall): Promise<void> {
  const { db, vault, connectors, clock, mail } = rollcall
  const by = { db, clock, mail, actor: SYSTEM_ACTOR, rights: ALL_RIGHTS }
  await inviteUser(by, { email: 'finance@rollcall.example', name: 'Frida Finance', role: 'viewer' })
  await inviteUser(by, { email: 'audit@rollcall.example', name: 'Arne Auditor', role: 'auditor' })
  await createRequest({ db, vault, connectors, clock, mail }, SYSTEM_ACTOR, {
    connection: {
      connector: 'okta',
      name: 'Okta (the company we bought)',
      method: 'token',
      hosts: { api: 'https://bought.okta.example' },
      selection: 'people_and_accounts',
      preference: 'update_only',
      deactivate: true,
      smart: true,
    },
    name: 'Olav Okta',
    email: 'olav@bought.example',
    note: 'We would like to see who of you has which account, before the two directories become one.',
  })
}
