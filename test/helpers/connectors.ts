import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AccountRecord, Connector, Context, StreamKind } from '#kit/define.ts'
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

export type ConnectorFolder = {
  id: string
  connector: Connector
  startSandbox: (options?: SandboxOptions & { users?: number; groups?: number }) => Promise<Sandbox>
  fixtures: Fixture[]
  /** Undefined when there is none. */
  readme: string | undefined
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
      readme: existsSync(join(CONNECTORS_FOLDER, id, 'README.md')) ? text(id, 'README.md') : undefined,
      sandboxSource: text(id, 'sandbox.ts'),
    })),
  )
}

/** `users.json` and `users.another-form.json` are pages of the stream `users`. */
function readFixtures(id: string): Fixture[] {
  const folder = join(CONNECTORS_FOLDER, id, 'fixtures')
  return readdirSync(folder).map((file) => ({
    ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Fixture),
    file,
    stream: file.split('.')[0]!,
  }))
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
