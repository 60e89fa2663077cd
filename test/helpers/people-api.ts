import { serveHttp, type LoopbackServer } from './loopback.ts'

export type ApiPerson = {
  id: number
  profile: { mail: string; 'full-name': string }
  state: 'ENABLED' | 'LOCKED'
  roles: string[]
}

/** An app with a REST API such as nobody wrote a connector for. Pages in every known way; needs the bearer token. */
export type PeopleApi = LoopbackServer & {
  token: string
  people: ApiPerson[]
  groups: { id: string; title: string; members: number[] }[]
  /** Ids that the list has and the address of one does not. */
  withoutDetails: Set<number>
  /** The most requests that were under way at once. */
  busiest: () => number
  /** Every request as method, path and query. */
  asked: string[]
}

const LARGEST = 20

export async function startPeopleApi(count: number, token = 'people-api-token'): Promise<PeopleApi> {
  const people = Array.from({ length: count }, (_, at): ApiPerson => ({
    id: at + 1,
    profile: { mail: `person.${at + 1}@company.test`, 'full-name': `Person ${at + 1}` },
    state: at % 10 === 9 ? 'LOCKED' : 'ENABLED',
    roles: at === 0 ? ['admin'] : ['member'],
  }))
  const groups = [
    { id: 'g1', title: 'First ten', members: people.slice(0, 10).map(({ id }) => id) },
    { id: 'g2', title: 'Everyone', members: people.map(({ id }) => id) },
  ]
  const withoutDetails = new Set<number>()
  const asked: string[] = []
  let under = 0
  let busiest = 0

  const answer = (url: URL, base: string): { status: number; headers?: Record<string, string>; body: unknown } => {
    const { pathname: path, searchParams: query } = url
    const size = Math.min(Number(query.get('limit') ?? LARGEST), LARGEST)
    const slice = (start: number) => people.slice(start, start + size)
    const after = (cursor: string | null) => (cursor === null ? 0 : Number(Buffer.from(cursor, 'base64url').toString()))
    const cursorAt = (start: number) =>
      start < people.length ? Buffer.from(String(start)).toString('base64url') : null
    const start = after(query.get('cursor'))
    switch (path) {
      case '/v1/all':
        return { status: 200, body: people }
      case '/v1/offset':
        return {
          status: 200,
          body: { data: { users: slice(Number(query.get('skip') ?? 0)) }, meta: { count: people.length } },
        }
      case '/v1/page':
        return {
          status: 200,
          headers: { 'x-total-count': String(people.length) },
          body: { items: slice((Number(query.get('page') ?? 1) - 1) * size) },
        }
      case '/v1/cursor':
        return { status: 200, body: { items: slice(start), paging: { next: cursorAt(start + size) } } }
      case '/v1/cursor-in-header': {
        const next = cursorAt(start + size)
        return { status: 200, headers: next === null ? {} : { 'x-next': next }, body: { items: slice(start) } }
      }
      case '/v1/next-link': {
        const next = cursorAt(start + size)
        const relative = next === null ? null : `/v1/next-link?limit=${size}&cursor=${next}`
        return { status: 200, body: { items: slice(start), next: relative } }
      }
      case '/v1/link-header': {
        const next = cursorAt(start + size)
        const link = `<${base}/v1/link-header?limit=${size}>; rel="first"${next === null ? '' : `, <${base}/v1/link-header?limit=${size}&cursor=${next}>; rel="next"`}`
        return { status: 200, headers: { link }, body: slice(start) }
      }
      case '/v1/elsewhere':
        return { status: 200, body: { items: people.slice(0, size), next: 'http://198.51.100.7/v1/elsewhere?page=2' } }
      case '/v1/stuck':
        return { status: 200, body: { items: people.slice(0, size) } }
      case '/v1/brief':
        return {
          status: 200,
          body: { items: slice(start).map(({ id }) => ({ id })), paging: { next: cursorAt(start + size) } },
        }
      case '/v1/groups':
        return { status: 200, body: { groups: groups.map(({ id, title }) => ({ id, title })) } }
      case '/v1/page.html':
        return { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' }
      default: {
        const members = /^\/v1\/groups\/(\w+)\/members$/.exec(path)
        if (members) {
          const group = groups.find(({ id }) => id === members[1])
          return group
            ? { status: 200, body: { members: group.members.map((user) => ({ user })) } }
            : { status: 404, body: {} }
        }
        const one = /^\/v1\/users\/(\d+)$/.exec(path)
        const person = one && people.find(({ id }) => id === Number(one[1]))
        return person && !withoutDetails.has(person.id)
          ? { status: 200, body: { user: person } }
          : { status: 404, body: { error: 'no such user' } }
      }
    }
  }

  const server = await serveHttp((request, response) => {
    under++
    busiest = Math.max(busiest, under)
    const base = `http://${request.headers.host}`
    const url = new URL(request.url ?? '/', base)
    asked.push(`${request.method} ${url.pathname}${url.search}`)
    const isIn = request.headers.authorization === `Bearer ${token}`
    const { status, headers, body } = isIn
      ? answer(url, base)
      : { status: 401, headers: {}, body: { error: 'sign in' } }
    setImmediate(() => {
      under--
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    })
  })
  return Object.assign(server, { token, people, groups, withoutDetails, busiest: () => busiest, asked })
}
