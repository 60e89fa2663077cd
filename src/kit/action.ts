import type { z } from 'zod'
import type { AccountRecord, Context, Query, VendorClient, VendorRefusal } from './define.ts'

/** What an action does, in our words: what a workflow, a confirmation and a guard go by. */
export const ACTION_KINDS = [
  'create',
  'invite',
  'deactivate',
  'reactivate',
  'delete',
  'assign-licence',
  'remove-licence',
  'add-to-group',
  'remove-from-group',
  'assign-app',
  'remove-app',
  'change-role',
] as const

export type ActionKind = (typeof ACTION_KINDS)[number]

/**
 * One input as a form or a workflow's editor asks for it. `account`, `group`, `licence`, `app` and `role` hold the vendor's own id of
 * something that the connection has read; the others are typed, or come from a person's field.
 */
export type ActionField = {
  /** The key in the action's `input`. */
  name: string
  label: string
  help: string
  kind: 'account' | 'group' | 'licence' | 'app' | 'role' | 'email' | 'text' | 'choice'
  /** True unless said otherwise. */
  optional?: boolean
  choices?: readonly { value: string; label: string }[]
}

/** A call that changes something, as data. Everything filled in is URL-encoded by the kit. */
export type WriteRequest = {
  host: string
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `/users/{account}/deactivate`: places are filled from the input, then from the settings. */
  path: string
  query?: Query
  headers?: Readonly<Record<string, string>>
  json?: unknown
}

/** What reading at the vendor shows of an effect. */
export type Sight =
  /** The effect is there. `account` is the vendor's id of the account that has it. */
  | { is: 'done'; account: string | null }
  /** What it is about is there, and the effect is not; `hindrance` says why it cannot be brought about. */
  | { is: 'undone'; account: string | null; record?: AccountRecord; hindrance?: string }
  /** What it is about is not there. */
  | { is: 'absent' }

/**
 * How an effect is proven: by reading the account again through the connector's own stream, or by a look of the action's
 * own. Neither changes anything: the kit lets only GET through.
 */
export type ReadBack<Input> =
  | { account: string; isDone: (record: AccountRecord, input: Input) => boolean; gone?: 'done' }
  | { look: (client: VendorClient, input: Input, context: Context) => Promise<Sight> }

/**
 * The action that takes this one back, and what it is given; or why there is none, as a sentence for the confirmation.
 * `before` is the account as it was read before the call, where it was. Null: what it was before is not known.
 */
export type Inverse<Input> =
  | {
      action: string
      input: (input: Input, account: string | null, before?: AccountRecord) => Readonly<Record<string, unknown>> | null
    }
  | { none: string }

/** One thing that a connector can change in an app: data and pure functions, as everything in a connector. */
export type Action<Input = never> = {
  kind: ActionKind
  /** A short imperative: "Suspend the user". */
  label: string
  /** What happens then, in users' words. */
  explains: string
  /** What it costs or gives back, for the confirmation: "The licence is free again." Needed where it is destructive. */
  consequences: readonly string[]
  /** Whether something may be lost by it, so that a person confirms it. */
  destructive: boolean
  /** Scopes without which it is refused, on top of those that a connection cannot do without. */
  scopes: readonly string[]
  /** The auth methods by which it can be done; all that reach the connector's own surface unless said otherwise. */
  methods?: readonly string[]
  /** Refuses unknown names. */
  input: z.ZodType<Input>
  /** In the order of a form; one for each name of the input. */
  fields: readonly ActionField[]
  /** Why it cannot be done in the account's present state, as a sentence; null when it can. */
  unless?: (record: AccountRecord, input: Input) => string | null
  /**
   * The one call. An action that would take two is two actions. `before` is the account as the look before the call read
   * it, for what a body says of it; a plan of the call is made without.
   */
  request: (input: Input, context: Context, before?: AccountRecord) => WriteRequest
  /** The header in which the vendor takes a key that makes a repeated call harmless. */
  idempotencyHeader?: string
  /** What the vendor's refusal (4xx) means, as a sentence of ours; null leaves it to the connector and the status. */
  refused?: (answer: VendorRefusal) => string | null
  readBack: ReadBack<Input>
  inverse: Inverse<Input>
}

/** An action as the kit sees it. */
export type AnyAction = Action<unknown>

/** Keeps the input's type tied together while an action is written down. */
export function defineAction<Input>(action: Action<Input>): AnyAction {
  return action as unknown as AnyAction
}
