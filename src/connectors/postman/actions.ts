import type { AnyAction } from '#kit/action.ts'
import { scimActions } from '#kit/scim/actions.ts'

export const SCIM_HOST = 'scim'

/** As Postman writes its own examples: no path for `active`, and a list of members to remove. It has no DELETE for users. */
const actions = scimActions(SCIM_HOST, {
  deletes: false,
  setActive: (active) => ({ op: 'replace', value: { active } }),
  removeMember: (account) => ({ op: 'remove', path: 'members', value: [{ value: account }] }),
})

/** By SCIM only: an API key changes members through a call whose form is not published. */
export const ACTIONS: Readonly<Record<string, AnyAction>> = {
  ...actions,
  create: {
    ...actions.create,
    explains:
      'Makes an account in the team. Somebody who has a Postman account outside the verified domains gets an invitation by mail instead.',
    consequences: ['The account takes a seat.', 'The role is Developer.'],
  },
  deactivate: {
    ...actions.deactivate,
    label: 'Remove from the team',
    explains: 'The person leaves the team and cannot sign in to it. What they made in the team stays.',
    consequences: ['The seat is free again.'],
  },
  reactivate: {
    ...actions.reactivate,
    label: 'Take back into the team',
    explains: 'Somebody who was removed from the team is a member again.',
    consequences: ['The account takes a seat again.'],
  },
}
