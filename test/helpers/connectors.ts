import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { connectorBy } from '#kit/surface.ts'
import type { AccountRecord, AccountStatus, Connector, Context, StreamKind } from '#kit/define.ts'
import type { Position } from '#kit/paginate.ts'
import type { Sandbox, SandboxOptions } from '#kit/sandbox.ts'

const CONNECTORS_FOLDER = resolve(import.meta.dirname, '..', '..', 'src', 'connectors')

/** A page as a vendor sends it, and by hand what must become of it. */
export type Fixture = {
  file: string
  stream: string
  /** Where the page's form is from, and when that was looked up. */
  source: string
  body: unknown
  headers?: Record<string, string>
  settings?: Context['settings']
  parentId?: string
  next?: Position
  total?: number
  records: object[]
}

export type ActionSample = {
  /** Input that its fields do not tell: a licence's id, or `$user.5.email` of a person of the sandbox. */
  input?: Readonly<Record<string, string>>
  /** Actions that come first, with the same account. */
  first?: readonly string[]
  /** The status that the lists show then, where it is another than the action's kind says. */
  leaves?: AccountStatus
}

export type ConnectorFolder = {
  id: string
  connector: Connector
  startSandbox: (options?: SandboxOptions & { users?: number; groups?: number }) => Promise<Sandbox>
  fixtures: Fixture[]
  /** What the tests of single actions need besides what their fields say: `fixtures/actions/<surface>.json`. */
  actionSamples: Readonly<Record<string, ActionSample>>
  /** Undefined when there is none. */
  readme: string | undefined
  /** The simulated vendor's code, all files of it. */
  sandboxSource: string
}

/** Every folder of `src/connectors`, whether it is wired or not. */
export async function connectorFolders(): Promise<ConnectorFolder[]> {
  const load = (id: string, file: string) =>
    import(pathToFileURL(join(CONNECTORS_FOLDER, id, file)).href) as Promise<object>
  const text = (id: string, file: string) => readFileSync(join(CONNECTORS_FOLDER, id, file), 'utf8')
  return Promise.all(
    readdirSync(CONNECTORS_FOLDER).map(async (id) => ({
      id,
      connector: ((await load(id, 'connector.ts')) as { default: Connector }).default,
      startSandbox: ((await load(id, 'sandbox.ts')) as Pick<ConnectorFolder, 'startSandbox'>).startSandbox,
      fixtures: readFixtures(id),
      actionSamples: readActionSamples(id, 'own'),
      readme: existsSync(join(CONNECTORS_FOLDER, id, 'README.md')) ? text(id, 'README.md') : undefined,
      sandboxSource: readdirSync(join(CONNECTORS_FOLDER, id))
        .filter((file) => /^sandbox(?:-[a-z-]+)?\.ts$/.test(file))
        .map((file) => text(id, file))
        .join('\n'),
    })),
  )
}

/**
 * Every connector, and each of its other surfaces as a connector of its own: with the auth methods that reach it, its
 * hosts, its streams and the fixtures in `fixtures/<auth method>/`; pages of a stream that both have are the connector's.
 */
export async function connectorSurfaces(): Promise<ConnectorFolder[]> {
  return (await connectorFolders()).flatMap((folder) => {
    const own = Object.keys(folder.connector.surfaces ?? {})
    const others = folder.connector.auth.map(({ id }) => id).filter((id) => !own.includes(id))
    return [
      surfaceOf(folder, folder.id, others),
      ...own.map((method) => {
        const surface = surfaceOf(folder, `${folder.id} ${method}`, [method])
        const fixtures = readFixtures(folder.id, method).filter(({ stream }) => stream in surface.connector.streams)
        return { ...surface, fixtures, actionSamples: readActionSamples(folder.id, method) }
      }),
    ]
  })
}

function surfaceOf(folder: ConnectorFolder, id: string, methods: readonly string[]): ConnectorFolder {
  const whole = connectorBy(folder.connector, methods[0]!)
  const hosts = Object.fromEntries(
    Object.entries(whole.hosts).filter(([, { onlyFor }]) => !onlyFor || onlyFor.some((one) => methods.includes(one))),
  )
  const connector = { ...whole, hosts, auth: whole.auth.filter((method) => methods.includes(method.id)) }
  const own = <Value>(all: Readonly<Record<string, Value>>, names: readonly string[]) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
  return {
    ...folder,
    id,
    connector,
    startSandbox: async (options) => {
      const sandbox = await folder.startSandbox(options)
      // Assigned and not spread: a sandbox's fields have getters.
      return Object.assign(sandbox, {
        hosts: own(sandbox.hosts, Object.keys(hosts)),
        credentials:
          methods.length === folder.connector.auth.length ? sandbox.credentials : own(sandbox.credentials, methods),
      })
    },
  }
}

/**
 * `users.json` and `users.another-form.json` are pages of the stream `users`. A surface without a folder of its own sends
 * the same pages as the connector.
 */
function readFixtures(id: string, surface = ''): Fixture[] {
  const own = join(CONNECTORS_FOLDER, id, 'fixtures', surface)
  const folder = existsSync(own) ? own : join(CONNECTORS_FOLDER, id, 'fixtures')
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  return files.map((file) => ({
    ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Fixture),
    file,
    stream: file.split('.')[0]!,
  }))
}

function readActionSamples(id: string, surface: string): Readonly<Record<string, ActionSample>> {
  const file = join(CONNECTORS_FOLDER, id, 'fixtures', 'actions', `${surface}.json`)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, ActionSample>) : {}
}

const NOBODY: Omit<AccountRecord, 'externalId' | 'status'> = {
  email: null,
  username: null,
  displayName: null,
  givenName: null,
  familyName: null,
  vendorStatus: null,
  role: null,
  isAdmin: false,
  isServiceAccount: false,
  isGuest: false,
  lastActiveAt: null,
  createdAt: null,
  licences: [],
  fields: {},
}

/** A fixture writes down of an account only what is not empty. */
export function expectedRecord(kind: StreamKind, written: object): object {
  return kind === 'accounts' ? { ...NOBODY, ...written } : written
}

/** Makes a JSON value unchangeable, at every depth: a function that tries to change it throws. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const item of Object.values(value)) deepFreeze(item)
  }
  return value
}
