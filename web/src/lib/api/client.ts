import type { FieldProblem, Operations, Problem } from '../api-types.ts'
import { askForProof } from './step-up.ts'

/** An answer of the API that is not a success, or no answer at all (`code: 'unreachable'`). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  /** 0 when there was no answer. */
  readonly status: number
  readonly code: string
  readonly requestId: string | null
  readonly fields: readonly FieldProblem[]

  constructor(status: number, problem: Omit<Problem, 'requestId'> & { requestId: string | null }) {
    super(problem.message)
    this.status = status
    this.code = problem.code
    this.requestId = problem.requestId
    this.fields = problem.fields ?? []
  }
}

type Operation = keyof Operations

/** What an operation takes: only the parts that it has. */
type Input<O extends Operation> = {
  [Part in 'path' | 'query' | 'body' as undefined extends Operations[O][Part] ? never : Part]: Operations[O][Part]
} & {
  [Part in 'path' | 'query' | 'body' as undefined extends Operations[O][Part] ? Part : never]?: Operations[O][Part]
} & { signal?: AbortSignal | undefined }

type Query = Readonly<Record<string, string | number | boolean | null | undefined>>

type LooseInput = {
  path?: Record<string, string>
  query?: Query
  body?: unknown
  signal?: AbortSignal
}

/**
 * Calls one operation of the API, e.g. `request('GET /people/{id}', { path: { id } })`. The session travels as a cookie.
 * Throws `ApiProblem` for everything but a success; an aborted call throws what `fetch` throws.
 */
export async function request<O extends Operation>(
  operation: O,
  ...[input]: Partial<Input<O>> extends Input<O> ? [Input<O>?] : [Input<O>]
): Promise<Operations[O]['result']> {
  const [method, template] = operation.split(' ') as [string, string]
  const { path, query, body, signal } = (input ?? {}) as LooseInput
  const ask = () =>
    send(urlOf(template, path, query), {
      method,
      signal: signal ?? null,
      ...(body instanceof Blob
        ? { body, headers: { 'content-type': 'application/octet-stream' } }
        : body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
  // Some answers have no body: what was asked for is done, or will be.
  const text = await (await succeed(ask)).text()
  return (text === '' ? undefined : JSON.parse(text)) as Operations[O]['result']
}

/** Saves the file that an operation answers with, under the name that the answer gives it. Throws as `request` does. */
export async function saveFile(url: string): Promise<void> {
  const response = await succeed(() => send(url, {}))
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'export'
  const address = URL.createObjectURL(await response.blob())
  const link = Object.assign(document.createElement('a'), { href: address, download: name })
  link.click()
  // The browser has taken hold of it once this turn is over.
  setTimeout(() => URL.revokeObjectURL(address))
}

/** Who proves again who they are has the same thing done without asking for it twice. */
async function succeed(ask: () => Promise<Response>): Promise<Response> {
  const response = await ask()
  if (response.ok) return response
  const problem = await readProblem(response)
  if (problem.code !== 'step_up_required' || !(await askForProof())) throw problem
  const again = await ask()
  if (!again.ok) throw await readProblem(again)
  return again
}

/** The address of an operation; for what is not fetched but followed (`EventSource`). */
export function urlOf(template: string, path: Record<string, string> = {}, query: Query = {}): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  return `/api/v1${filled}${search.size > 0 ? `?${search}` : ''}`
}

/** Saves the file at an address of `urlOf`. Throws `ApiProblem`. */
export async function download(url: string): Promise<void> {
  const response = await send(url, {})
  if (!response.ok) throw await readProblem(response)
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  const file = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = file
  link.download = name ?? ''
  link.click()
  URL.revokeObjectURL(file)
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw unreachable(0)
  }
}

async function readProblem(response: Response): Promise<ApiProblem> {
  // A proxy in between answers in its own words; those are not shown.
  if (!response.headers.get('content-type')?.includes('problem+json')) return unreachable(response.status)
  return new ApiProblem(response.status, (await response.json()) as Problem)
}

function unreachable(status: number): ApiProblem {
  return new ApiProblem(status, {
    code: 'unreachable',
    message: 'Rollcall does not answer. Check your network and that the server is running.',
    requestId: null,
  })
}

/** Whatever was thrown, as a problem that can be shown. */
export function toProblem(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown
  return new ApiProblem(0, {
    code: 'page_error',
    message: 'This page met an error of its own. Reload it.',
    requestId: null,
  })
}
