import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sleep } from '#base/clock.ts'
import type { Directory, DirectoryView } from './sandbox-directory.ts'
import {
  answerInstead,
  bendRequest,
  bendResponse,
  type Fault,
  type ListShape,
  type PlannedFault,
} from './sandbox-faults.ts'

/** A request as a simulated vendor sees it. */
export type SandboxRequest = {
  method: string
  path: string
  query: URLSearchParams
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>
  /** The body's text. */
  text: string
}

export type SandboxResponse = {
  status: number
  headers?: Readonly<Record<string, string>>
  /** An object or a list is sent as JSON, a text or bytes as they are. */
  body: unknown
}

/** One call as it was received and answered. */
export type SandboxCall = {
  method: string
  path: string
  query: Readonly<Record<string, string>>
  /** 0 when the connection was cut or left hanging. */
  status: number
  /** Milliseconds on `performance.now()`'s scale when it arrived. */
  at: number
  faults: readonly string[]
}

/** What a vendor's own `sandbox.ts` says about it. Written from the vendor's documents alone. */
export type SandboxVendor = {
  state: Directory
  shape: ListShape
  /** The named hosts of the connector, below the server's address. */
  hosts: Readonly<Record<string, string>>
  /** Form fields that open this vendor, per auth method. */
  credentials: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Permissions that the credential has; taking one away shows what needs it. */
  scopes: Set<string>
  answer: (request: SandboxRequest, view: DirectoryView) => SandboxResponse
  /** What this vendor says to one call too many. */
  tooMany: (retryAfterSeconds: number) => SandboxResponse
  /** POSTs that change nothing: lists and tokens. */
  isRead: (request: SandboxRequest) => boolean
}

/** A simulated vendor on the loopback, over real HTTP. */
export type Sandbox = Pick<SandboxVendor, 'state' | 'credentials' | 'scopes'> & {
  url: string
  hosts: Readonly<Record<string, string>>
  /** Every call, in the order of arrival. */
  calls: SandboxCall[]
  /** The calls that could have changed something. A sync makes none. */
  readonly writes: SandboxCall[]
  /** Adds a fault to those that wait for their calls. */
  plan: (fault: Fault) => PlannedFault
  readonly faults: readonly PlannedFault[]
  /** How long each answer takes. */
  latencyMs: number
  /** Calls allowed in any span of so many milliseconds; null: no limit. */
  rateLimit: { requests: number; perMs: number } | null
  close: () => Promise<void>
}

export type SandboxOptions = { port?: number; latencyMs?: number }

/** Starts a simulated vendor; `port` 0 or none takes a free one. */
export async function serveSandbox(vendor: SandboxVendor, options: SandboxOptions = {}): Promise<Sandbox> {
  const faults: PlannedFault[] = []
  const counts = new Map<string, number>()
  const recent: number[] = []
  const closing = new AbortController()

  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    void serve(incoming, outgoing).catch(() => outgoing.destroy())
  })

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    let request = await readRequest(incoming)
    const nth = (counts.get(request.path) ?? 0) + 1
    counts.set(request.path, nth)
    const met = faults.filter((fault) => fault.fired < (fault.times ?? Infinity) && fault.when(request, nth))
    for (const fault of met) fault.fired++
    const call: SandboxCall = {
      method: request.method,
      path: request.path,
      query: Object.fromEntries(request.query),
      status: 0,
      at: performance.now(),
      faults: met.map((fault) => fault.do.kind),
    }
    sandbox.calls.push(call)
    if (request.method !== 'GET' && !vendor.isRead(request)) sandbox.writes.push(call)

    for (const { do: effect } of met) if (effect.kind === 'before') effect.run(vendor.state)
    let view = vendor.state.view
    for (const { do: effect } of met) ({ request, view } = bendRequest(effect, request, view, vendor.shape))
    const instead = met.map(({ do: effect }) => answerInstead(effect)).find((answer) => answer !== undefined)
    let response = instead ?? isOverLimit(call.at) ?? vendor.answer(request, view)
    for (const { do: effect } of met) response = bendResponse(effect, request, response, vendor.shape, nth)

    const waitMs =
      sandbox.latencyMs + met.reduce((sum, { do: effect }) => sum + (effect.kind === 'delay' ? effect.ms : 0), 0)
    if (waitMs > 0) await sleep(waitMs, closing.signal)
    const kinds = new Set(call.faults)
    if (kinds.has('hang')) return
    if (kinds.has('reset') || kinds.has('reset before')) return void incoming.socket.resetAndDestroy()
    call.status = response.status
    const body = bytesOf(response.body)
    outgoing.writeHead(response.status, { 'content-type': 'application/json; charset=utf-8', ...response.headers })
    if (kinds.has('huge body')) return sendHuge(outgoing, body)
    const drip = met.find(({ do: effect }) => effect.kind === 'drip')?.do
    if (drip?.kind === 'drip') return sendSlowly(outgoing, body, drip.everyMs, closing.signal)
    outgoing.end(body)
  }

  function isOverLimit(now: number): SandboxResponse | undefined {
    const limit = sandbox.rateLimit
    if (limit === null) return undefined
    while (recent.length > 0 && recent[0]! <= now - limit.perMs) recent.shift()
    if (recent.length < limit.requests) return void recent.push(now)
    return vendor.tooMany(Math.max(1, Math.ceil((recent[0]! + limit.perMs - now) / 1_000)))
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const sandbox: Sandbox = {
    url,
    hosts: Object.fromEntries(Object.entries(vendor.hosts).map(([name, path]) => [name, url + path])),
    state: vendor.state,
    credentials: vendor.credentials,
    scopes: vendor.scopes,
    calls: [],
    writes: [],
    faults,
    latencyMs: options.latencyMs ?? 0,
    rateLimit: null,
    plan(fault) {
      const planned: PlannedFault = { ...fault, fired: 0, cancel: () => void faults.splice(faults.indexOf(planned), 1) }
      faults.push(planned)
      return planned
    },
    async close() {
      closing.abort(new Error('the sandbox is closed'))
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  return sandbox
}

async function readRequest(incoming: IncomingMessage): Promise<SandboxRequest> {
  const url = new URL(incoming.url ?? '/', 'http://sandbox')
  let text = ''
  for await (const piece of incoming.setEncoding('utf8')) text += piece
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ])
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(headers) as Record<string, string>,
    text,
  }
}

function bytesOf(body: unknown): string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
}

/** More than any list should be: the body, then a gigabyte of blanks, for as long as the other side takes it. */
function sendHuge(outgoing: ServerResponse, body: string | Buffer): void {
  const blanks = Buffer.alloc(1024 * 1024, 0x20)
  let left = 1024
  outgoing.write(body)
  const more = () => {
    while (left-- > 0) if (!outgoing.write(blanks)) return
    outgoing.end()
  }
  outgoing.on('drain', more)
  more()
}

async function sendSlowly(
  outgoing: ServerResponse,
  body: string | Buffer,
  everyMs: number,
  signal: AbortSignal,
): Promise<void> {
  for (const byte of Buffer.from(body)) {
    if (outgoing.destroyed) return
    outgoing.write(Buffer.of(byte))
    await sleep(everyMs, signal)
  }
  outgoing.end()
}

/** The size of page that a request gets: what it asks for, or the vendor's normal one, and never above the vendor's largest. */
export function pageSize(asked: string | null, normal: number, largest: number): number {
  const wanted = asked === null ? normal : Number(asked)
  return Number.isSafeInteger(wanted) && wanted > 0 ? Math.min(wanted, largest) : normal
}
