import assert from 'node:assert/strict'
import { AppError } from '#base/errors.ts'
import type { ActionField, AnyAction } from '#kit/action.ts'
import { flowOf } from '#kit/auth.ts'
import type { AccountRecord, AccountStatus, Connector } from '#kit/define.ts'
import { lookAgain, planAction, runAction, type ActionRun, type ActionVerdict } from '#kit/run-action.ts'
import type { Sandbox, SandboxRequest } from '#kit/sandbox.ts'
import type { ConnectorFolder } from './connectors.ts'
import { readEverything, syncContext } from './read-all.ts'
import { vendorDoors } from './vendor-client.ts'

/** What the lists of a vendor account say, in a form that can be compared. */
export type Facts = {
  accounts: Readonly<Record<string, { status: AccountStatus; email: string | null; role: string | null }>>
  /** `group g1 u1`: who holds what, each once. */
  grants: readonly string[]
}

/** The way in to which scopes apply: consent, where there is such a way. */
export const scopedMethod = ({ auth }: Connector) =>
  (auth.find((method) => flowOf(method) === 'redirect') ?? auth[0]!).id

/** One action of one connector on a sandbox of its own, at a state in which it has something to do. */
export type ActionBench = {
  action: AnyAction
  sandbox: Sandbox
  run: ActionRun
  input: Readonly<Record<string, string>>
  /** Whether a call of the sandbox is the one that the action makes. */
  isItsCall: (request: Pick<SandboxRequest, 'method' | 'path'>) => boolean
  /** Calls that could have changed something since the bench was ready. */
  writes: () => number
  act: (name?: string, input?: unknown) => Promise<ActionVerdict>
  facts: () => Promise<Facts>
}

/** What an action is run with: both doors, and what the vendor tells of its account. */
export async function openActionRun(
  connector: Connector,
  sandbox: Sandbox,
  method = scopedMethod(connector),
): Promise<ActionRun> {
  const doors = vendorDoors(connector, sandbox, { method })
  const context = await syncContext(connector, doors.reads)
  const { integrationAccountId } = await connector.probe(doors.reads, context)
  return { ...doors, context, integrationAccountId, grantedScopes: null, idempotencyKey: 'intent-1' }
}

/** Starts the sandbox, picks an input and brings the vendor to where the action is not done yet. */
export async function withAction(
  { connector, startSandbox, actionSamples }: ConnectorFolder,
  name: string,
  use: (bench: ActionBench) => Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox({ users: 12, groups: 3 })
  try {
    const action = connector.actions![name]!
    const run = await openActionRun(connector, sandbox, action.methods?.[0])
    const { context, integrationAccountId } = run
    const act = (which = name, given: unknown = input) => runAction(connector, run, which, given)

    const sample = actionSamples[name]
    const input = sampleInput(action, sandbox, integrationAccountId, sample?.input ?? {})
    for (const first of sample?.first ?? []) {
      const { outcome } = await act(first, { account: input['account'] })
      assert.equal(outcome, 'done', `${first} comes first`)
    }
    // Where it is done already, its inverse makes room for it.
    const before = await lookAgain(connector, run, name, input)
    if (before.outcome === 'done') {
      assert.ok('action' in before.undo, 'the sandbox begins where the action is not done')
      assert.equal((await act(before.undo.action, before.undo.input)).outcome, 'done')
    }

    const intent = planAction(connector, name, input, context)
    const path = new URL(sandbox.hosts[intent.host]! + intent.path).pathname
    const ready = sandbox.writes.length
    await use({
      action,
      sandbox,
      run,
      input,
      // A token is asked for by POST, and a plan may not know the whole address yet.
      isItsCall: (request) => request.method === intent.method && (request.method !== 'POST' || request.path === path),
      writes: () => sandbox.writes.length - ready,
      act,
      facts: () => readFacts(connector, run),
    })
  } finally {
    await sandbox.close()
  }
}

function sampleInput(
  action: AnyAction,
  sandbox: Sandbox,
  integrationAccountId: string | null,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const { users, groups } = sandbox.state.view
  const plain = users.filter(
    ({ id, active, isAdmin, isBot, isGuest }) =>
      active && !isAdmin && !isBot && !isGuest && id !== integrationAccountId,
  )
  const someone = plain[Math.floor(plain.length / 2)]!
  const group = groups.findLast(({ members }) => !members.has(someone.id)) ?? groups.at(-1)
  const usual = ({ name, kind, choices }: ActionField): string | undefined => {
    switch (kind) {
      case 'account':
        return someone.id
      case 'group':
        return group?.id
      case 'email':
        return 'new.person@example.com'
      case 'choice':
        return choices![0]!.value
      case 'text':
        return name === 'givenName' ? 'Nova' : name === 'familyName' ? 'Person' : undefined
      case 'licence':
      case 'app':
      case 'role':
        return undefined
    }
  }
  const input: Record<string, string> = {}
  for (const field of action.fields) {
    const value = given[field.name] ?? (field.optional ? undefined : usual(field))
    assert.ok(value !== undefined || field.optional, `fixtures/actions has no ${field.name}`)
    if (value !== undefined)
      input[field.name] = value.replace(
        /^\$user\.(\d+)\.(email|id)$/,
        (_, at, what: 'email' | 'id') => plain[Number(at)]![what],
      )
  }
  return input
}

/** Reads every list, as a sync would. */
async function readFacts(connector: Connector, { reads, context }: ActionRun): Promise<Facts> {
  const lists = await readEverything(connector, reads, context.settings)
  const accounts: Record<string, Facts['accounts'][string]> = {}
  const grants = new Set<string>()
  const idOf = new Map<string, string>()
  const all = Object.entries(lists).flatMap(([name, list]) => {
    assert.ok(!(list instanceof AppError) || connector.streams[name]!.optional, `${name} can be read`)
    return list instanceof AppError ? [] : [{ stream: connector.streams[name]!, records: list.records }]
  })
  for (const { stream, records } of all) {
    if (stream.kind !== 'accounts') continue
    for (const { externalId: id, status, email, role, licences, entitlements } of records as AccountRecord[]) {
      accounts[id] = { status, email, role }
      if (email !== null) idOf.set(email.toLowerCase(), id)
      for (const licence of licences) grants.add(`licence ${licence} ${id}`)
      for (const { kind, externalId } of entitlements ?? []) grants.add(`${kind} ${externalId} ${id}`)
    }
  }
  for (const { stream, records } of all) {
    for (const record of records) {
      if ('members' in record)
        for (const member of record.members ?? []) grants.add(`${record.kind} ${record.externalId} ${member}`)
      // What somebody did is not what they hold.
      if (!('entitlementExternalId' in record)) continue
      const { kind, entitlementExternalId, accountExternalId: named } = record
      const account = stream.accountsBy === 'email' ? (idOf.get(named.toLowerCase()) ?? named) : named
      grants.add(`${kind} ${entitlementExternalId} ${account}`)
    }
  }
  return { accounts, grants: [...grants].toSorted() }
}

/** Whether the lists show what the action does; `leaves` is the status that it leaves, where its kind does not say. */
export function isShown(
  { kind }: AnyAction,
  input: Readonly<Record<string, string>>,
  facts: Facts,
  leaves?: AccountStatus,
): boolean {
  const { account = '', email } = input
  const status = facts.accounts[account]?.status
  const holds = (held: string, entitlement = '') => facts.grants.includes(`${held} ${entitlement} ${account}`)
  // Some apps have roles where others have groups.
  const isIn = () => (input['role'] === undefined ? holds('group', input['group']) : holds('role', input['role']))
  switch (kind) {
    case 'create':
    case 'invite':
      return Object.values(facts.accounts).some(
        (one) => one.email === email && (leaves === undefined ? one.status !== 'inactive' : one.status === leaves),
      )
    case 'deactivate':
      if (leaves !== undefined) return status === leaves
      return status === undefined || status === 'suspended' || status === 'inactive'
    case 'reactivate':
      return status === (leaves ?? 'active')
    case 'delete':
      return status === undefined
    case 'assign-licence':
      return holds('licence', input['licence'])
    case 'remove-licence':
      return !holds('licence', input['licence'])
    case 'assign-app':
      return holds('app', input['app'])
    case 'remove-app':
      return !holds('app', input['app'])
    case 'add-to-group':
      return isIn()
    case 'remove-from-group':
      return !isIn()
    case 'change-role':
      return facts.accounts[account]?.role === input['role'] || holds('role', input['role'])
  }
}

/** The facts of everybody else, and the rest of what the account holds. */
export function others(facts: Facts, { account, email }: Readonly<Record<string, string | undefined>>): unknown {
  const isMeant = (id: string) => id === account || (email !== undefined && facts.accounts[id]?.email === email)
  return {
    accounts: Object.entries(facts.accounts).filter(([id]) => !isMeant(id)),
    grants: facts.grants.filter((grant) => !isMeant(grant.split(' ').at(-1)!)),
  }
}
