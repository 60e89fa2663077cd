import { AppError, assert, isAppError, type FieldProblem } from '#base/errors.ts'
import { parseJson } from '#base/json.ts'
import type { ActionKind, AnyAction, Sight, WriteRequest } from './action.ts'
import type { AccountRecord, Connector, Context, FieldValue, VendorClient, VendorResponse } from './define.ts'
import { fillPath } from './fill-path.ts'
import { openReader } from './reader.ts'
import { coveredBy, describeScopes } from './scopes.ts'
import type { WriteClient } from './write-client.ts'

/** What an action is run with. */
export type ActionRun = {
  /** Reads before and after; only GET gets through. */
  reads: VendorClient
  writes: WriteClient
  /** Settings of the connection, with what `prepare` found. */
  context: Context
  /** The account that the credential runs as; null where the vendor does not tell. It is never cut off (reliability §3.4). */
  integrationAccountId: string | null
  /** Null where the vendor does not tell. */
  grantedScopes: readonly string[] | null
  /** The same for every try of one intent: the id of its row in the ledger. Sent where the vendor takes one. */
  idempotencyKey: string
  signal?: AbortSignal
}

/** What will be sent, to be kept before it is: no body, because a body may hold a first password. */
export type ActionIntent = {
  connector: string
  action: string
  kind: ActionKind
  label: string
  destructive: boolean
  host: string
  method: WriteRequest['method']
  path: string
  /** As it was checked; with it the same call can be made again. */
  input: Readonly<Record<string, unknown>>
}

/** The action that takes an effect back, or the reason why there is none. */
export type Undo = { action: string; input: Readonly<Record<string, unknown>> } | { none: string }

export type ActionVerdict =
  /** Read back. `wasAnswered` is false where the vendor's answer was lost and reading alone tells. */
  | { outcome: 'done'; account: string | null; wasAnswered: boolean; undo: Undo }
  /** It was so before; nothing was sent. */
  | { outcome: 'already'; account: string | null }
  /** It may have been done. It is not sent again: a person, or a later look, has to tell. */
  | { outcome: 'unverified'; why: string }

/** Kinds that could take from an account what it works with. */
const CUTS_OFF: Readonly<Record<ActionKind, boolean>> = {
  deactivate: true,
  delete: true,
  'remove-licence': true,
  'remove-from-group': true,
  'remove-app': true,
  'change-role': true,
  create: false,
  invite: false,
  reactivate: false,
  'assign-licence': false,
  'add-to-group': false,
  'assign-app': false,
}

/**
 * What an action would send, without sending or reading anything: for a rehearsal, and for the ledger's row that is
 * written before the call (W1, W6).
 *
 * @throws `action_unknown`; `invalid_input` naming each wrong field.
 */
export function planAction(connector: Connector, name: string, given: unknown, context: Context): ActionIntent {
  const { action, input } = checkedInput(connector, name, given)
  const { host, method, path } = filled(action, input, context)
  const { kind, label, destructive } = action
  return { connector: connector.id, action: name, kind, label, destructive, host, method, path, input }
}

/**
 * Does one thing at the vendor, at most once, and says truthfully what came of it: looks first, calls, and reads back. An
 * answer that is lost is followed by reading and never by a second call (W1).
 *
 * @throws AppError when nothing was changed: `action_unknown`, `invalid_input`, `action_protected`, `action_target_missing`,
 *   `action_refused`, `vendor_forbidden` naming the scopes that it takes, or what else the vendor's refusal means.
 */
export async function runAction(
  connector: Connector,
  run: ActionRun,
  name: string,
  given: unknown,
): Promise<ActionVerdict> {
  const { action, input } = checkedInput(connector, name, given)
  requireGranted(connector, action, run.grantedScopes)
  protect(action, run, textIn(input, 'account'))

  const before = await looking(connector, action, () => look(connector, action, input, run))
  if (before.is === 'absent') throw new AppError('action_target_missing', { detail: { action: name } })
  protect(action, run, before.account)
  if (before.is === 'done') return { outcome: 'already', account: before.account }
  const hindrance = before.hindrance ?? (before.record && action.unless?.(before.record, input))
  if (hindrance) throw new AppError('action_refused', { message: hindrance, detail: { action: name } })

  const isAnswered = await send(connector, action, input, run, before.record)
  return readBack(connector, run, name, input, isAnswered, before.record)
}

/**
 * Looks once more at what became of a call that was sent and not seen to its end: after a crash, or when `runAction` said
 * "unverified". Sends nothing that changes anything.
 *
 * @throws as `planAction`.
 */
export async function lookAgain(
  connector: Connector,
  run: Omit<ActionRun, 'writes'>,
  name: string,
  given: unknown,
): Promise<Exclude<ActionVerdict, { outcome: 'already' }>> {
  return readBack(connector, run, name, checkedInput(connector, name, given).input, false)
}

type Input = Readonly<Record<string, unknown>>

function checkedInput(connector: Connector, name: string, given: unknown): { action: AnyAction; input: Input } {
  const actions = connector.actions ?? {}
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  if (action === undefined) throw new AppError('action_unknown', { detail: { connector: connector.id } })
  const parsed = action.input.safeParse(given)
  if (parsed.success) return { action, input: parsed.data as Input }
  const fields = parsed.error.issues.flatMap(({ code, path, message, ...issue }): FieldProblem[] =>
    code === 'unrecognized_keys'
      ? (issue as unknown as { keys: string[] }).keys.map((key) => ({ path: key, message: 'Unknown field.' }))
      : [{ path: path.map(String).join('.'), message }],
  )
  throw new AppError('invalid_input', { fields })
}

function requireGranted(connector: Connector, action: AnyAction, granted: readonly string[] | null): void {
  if (granted === null) return
  const covered = coveredBy(connector.scopes, granted)
  const missing = action.scopes.filter((scope) => !covered.has(scope))
  if (missing.length > 0) throw withoutScopes(connector, action, missing)
}

function withoutScopes(connector: Connector, action: AnyAction, scopes: readonly string[], cause?: AppError): AppError {
  const takes =
    scopes.length === 0
      ? 'That takes an account or token there that may do it.'
      : `That takes ${describeScopes(connector.scopes, scopes)}, and an account there that may do it.`
  return new AppError('vendor_forbidden', {
    message: `${connector.name} does not let this credential do "${action.label}". ${takes} Nothing was changed.`,
    detail: { ...cause?.detail, missing: scopes.join(' ') },
    ...(cause ? { cause } : {}),
  })
}

/** Refuses, and does not warn: whoever cuts off the integration's own account ends the connection (reliability §3.4). */
function protect({ kind }: AnyAction, { integrationAccountId }: ActionRun, account: string | null): void {
  if (CUTS_OFF[kind] && integrationAccountId !== null && account === integrationAccountId)
    throw new AppError('action_protected', { detail: { kind } })
}

function textIn(input: Input, name: string): string | null {
  const value = input[name]
  return typeof value === 'string' ? value : null
}

/** An action's call with its path filled in: from the input, then from the settings. */
function filled(action: AnyAction, input: Input, context: Context, before?: AccountRecord): WriteRequest {
  const request = action.request(input, context, before)
  const values = { ...context.settings, ...input } as Readonly<Record<string, FieldValue>>
  return { ...request, path: fillPath(request.path, values) }
}

/** A door that only reads, whatever is asked of it. */
function onlyReading(client: VendorClient, signal: AbortSignal | undefined): VendorClient {
  return {
    ...client,
    async request(request) {
      assert(request.method === 'GET', 'whoever looks changes nothing')
      return client.request(signal === undefined ? request : { signal, ...request })
    },
  }
}

async function look(
  connector: Connector,
  action: AnyAction,
  input: Input,
  run: Omit<ActionRun, 'writes'>,
): Promise<Sight> {
  const client = onlyReading(run.reads, run.signal)
  const how = action.readBack
  if ('look' in how) return how.look(client, input, run.context)
  const id = textIn(input, 'account')
  assert(id !== null, 'an action that reads its account back is given one')
  const reader = openReader(connector, how.account, { client, context: run.context })
  const found = await reader.readOne?.(id, run.signal)
  assert(found, 'accounts can be read one by one')
  if (found.gone) return how.gone === 'done' ? { is: 'done', account: id } : { is: 'absent' }
  const read = reader.record(found.raw)
  if (!read.ok) throw new AppError('vendor_record_invalid', { detail: { why: read.why } })
  assert('status' in read.record, 'the stream is one of accounts')
  const { record } = read
  // A vendor may look up names and addresses in the same place as ids: whoever else is found there is not meant.
  if (record.externalId !== id) return { is: 'absent' }
  return how.isDone(record, input) ? { is: 'done', account: id } : { is: 'undone', account: id, record }
}

/** Errors of a look before the call: nothing has changed yet, and they say what they mean for the action. */
async function looking<Result>(connector: Connector, action: AnyAction, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw meaning(connector, action, error)
  }
}

/** @returns whether the vendor has answered that it was done. @throws when it refused. */
async function send(
  connector: Connector,
  action: AnyAction,
  input: Input,
  run: ActionRun,
  before: AccountRecord | undefined,
): Promise<boolean> {
  const { idempotencyHeader, refused } = action
  const request = filled(action, input, run.context, before)
  const key = idempotencyHeader === undefined ? {} : { [idempotencyHeader]: run.idempotencyKey }
  try {
    const answer = await run.writes.write(
      { ...request, headers: { ...request.headers, ...key } },
      {
        ...(run.signal ? { signal: run.signal } : {}),
        ...(refused
          ? {
              refused: (refusal) => {
                const message = refused(refusal)
                return message === null
                  ? null
                  : new AppError('action_refused', { message, detail: { status: refusal.status } })
              },
            }
          : {}),
      },
    )
    if (answer.isLost) return false
    const failed = failureInside(connector, answer.response)
    if (failed === null) return true
    // An error of the vendor's own leaves open what it had done by then.
    if (failed.recovery === 'retry' && failed.code !== 'vendor_rate_limited') return false
    throw failed.code === 'vendor_bad_response'
      ? new AppError('action_refused', { detail: failed.detail, cause: failed })
      : failed
  } catch (error) {
    // The same credential has just read: what it is refused for is the change.
    const isRefused = isAppError(error, 'vendor_unauthorized')
    throw isRefused ? withoutScopes(connector, action, action.scopes, error) : meaning(connector, action, error)
  }
}

/** What a connector's vendor says inside a 2xx; most answers to a change have no body. */
function failureInside(connector: Connector, response: VendorResponse): AppError | null {
  if (!connector.failure || response.body.length === 0) return null
  let body: unknown
  try {
    body = parseJson(response)
  } catch {
    return null
  }
  return connector.failure(body, response.headers)
}

async function readBack(
  connector: Connector,
  run: Omit<ActionRun, 'writes'>,
  name: string,
  input: Input,
  isAnswered: boolean,
  before?: AccountRecord,
): Promise<Exclude<ActionVerdict, { outcome: 'already' }>> {
  const action = connector.actions![name]!
  const said = isAnswered
    ? `${connector.name} said that it was done`
    : `${connector.name} was asked, and its answer did not arrive`
  let sight: Sight
  try {
    sight = await look(connector, action, input, run)
  } catch {
    return {
      outcome: 'unverified',
      why: `${said}; it could not be read back. Look at the account there before you try again.`,
    }
  }
  if (sight.is !== 'done') {
    return {
      outcome: 'unverified',
      why: `${said}; it is not to be seen there (yet). Look again, before you try again.`,
    }
  }
  const undo = undoOf(action, input, sight.account, before)
  return { outcome: 'done', account: sight.account, wasAnswered: isAnswered, undo }
}

function undoOf({ inverse }: AnyAction, input: Input, account: string | null, before?: AccountRecord): Undo {
  if ('none' in inverse) return inverse
  const given = inverse.input(input, account, before)
  return given === null
    ? { none: 'What it was before is not known any more.' }
    : { action: inverse.action, input: given }
}

/** What a vendor's refusal means for an action: the texts of the list readers speak of lists and addresses. */
function meaning(connector: Connector, action: AnyAction, error: unknown): unknown {
  if (!isAppError(error)) return error
  const because = { detail: error.detail, cause: error }
  if (error.code === 'vendor_not_found') return new AppError('action_target_missing', because)
  if (error.code === 'vendor_bad_request') return new AppError('action_refused', because)
  const isNamed = error.detail['why'] !== undefined || error.detail['missing'] !== undefined
  if (error.code !== 'vendor_forbidden' || isNamed) return error
  return withoutScopes(connector, action, action.scopes, error)
}
