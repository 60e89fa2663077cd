import { defineAction, type AnyAction } from '#kit/action.ts'
import { onAccount } from '#kit/action-inputs.ts'
import type { VendorRefusal } from '#kit/define.ts'
import { scimActions } from '#kit/scim/actions.ts'
import { REACTIVATE, SUSPEND } from './scopes.ts'

export const HOST = 'api'
export const SCIM_HOST = 'scim'

/** 1Password wants to know who asks. */
export const HEADERS = { 'user-agent': 'Rollcall/1' }

const refused = ({ status }: VendorRefusal): string | null =>
  status === 400
    ? '1Password does not let this person be suspended or let in again: the last owner, and administrators whom an identity provider manages, cannot be. Nothing was changed.'
    : null

export const ACTIONS: Readonly<Record<string, AnyAction>> = {
  suspend: defineAction({
    kind: 'deactivate',
    label: 'Suspend the user',
    explains: 'The person is signed out everywhere and cannot open their vaults any more. They can be let in again.',
    consequences: [
      'What is in their private vault stays and cannot be reached meanwhile.',
      'Where an identity provider manages people, it may let them in again.',
    ],
    destructive: true,
    scopes: [SUSPEND],
    ...onAccount,
    request: () => ({
      host: HOST,
      method: 'POST',
      path: '/v1beta1/accounts/{accountId}/users/{account}:suspend',
      headers: HEADERS,
    }),
    refused,
    readBack: { account: 'users', isDone: ({ status }) => status === 'suspended' },
    inverse: { action: 'reactivate', input: ({ account }) => ({ account }) },
  }),
  reactivate: defineAction({
    kind: 'reactivate',
    label: 'Let the user in again',
    explains: 'A suspended person can sign in again, with everything as it was.',
    consequences: ['A seat is taken again.'],
    destructive: false,
    scopes: [REACTIVATE],
    ...onAccount,
    request: () => ({
      host: HOST,
      method: 'POST',
      path: '/v1beta1/accounts/{accountId}/users/{account}:reactivate',
      headers: HEADERS,
    }),
    refused,
    readBack: { account: 'users', isDone: ({ status }) => status === 'active' },
    inverse: { action: 'suspend', input: ({ account }) => ({ account }) },
  }),
}

/** The bridge's documents know no deleting, so what was made is taken back by suspending. */
const scim = scimActions(SCIM_HOST, { deletes: false })

export const SCIM_ACTIONS: Readonly<Record<string, AnyAction>> = {
  ...scim,
  create: {
    ...scim.create,
    explains: 'Invites a person by e-mail. They have to set up their account, and somebody may have to confirm it.',
  },
}
