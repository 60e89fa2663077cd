// The vendor: one plain Node process. All users of a data set are serialised once into one buffer;
// a page is a slice of it between a small head and tail, so serving costs no JSON work.
import http from 'node:http'
import { user, scim, slack, listed, total } from './data.mjs'

let set = null,
  latency = 0,
  stats = { pages: 0, bytes: 0 }

function build({ n, rev, format }) {
  const enc = format === 'slack' ? slack : scim,
    parts = [],
    offsets = [0]
  let buf = Buffer.allocUnsafe(Math.max(1 << 20, total(n, rev) * 1000)),
    at = 0
  for (let i = 0, t = total(n, rev); i < t; i++) {
    if (!listed(n, rev, i)) continue
    at += buf.write(JSON.stringify(enc(user(i, rev))) + ',', at)
    offsets.push(at)
  }
  return { n, rev, format, buf: buf.subarray(0, at), offsets, count: offsets.length - 1, head: new Map() }
}

function page(res, from, size, head, tail) {
  const to = Math.min(from + size, set.count),
    { buf, offsets } = set
  const h = Buffer.from(head(to)),
    t = Buffer.from(tail(to))
  const body = to > from ? buf.subarray(offsets[from], offsets[to] - 1) : Buffer.alloc(0)
  stats.pages++
  stats.bytes += h.length + body.length + t.length
  const send = () => {
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': h.length + body.length + t.length })
    res.cork()
    res.write(h)
    res.write(body)
    res.end(t)
  }
  latency ? setTimeout(send, latency) : send()
}

const cursorOf = (o) => (o < set.count ? Buffer.from(`o:${o}`).toString('base64url') : '')
const offsetOf = (c) => (c ? Number(Buffer.from(c, 'base64url').toString().slice(2)) : 0)
const json = (res, o) => {
  const b = Buffer.from(JSON.stringify(o))
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': b.length })
  res.end(b)
}
const body = async (req) => {
  let s = ''
  for await (const c of req) s += c
  return s
}

http
  .createServer({ keepAliveTimeout: 60_000 }, async (req, res) => {
    const url = new URL(req.url, 'http://v'),
      q = url.searchParams
    if (url.pathname.startsWith('/_admin/')) {
      if (url.pathname === '/_admin/stats')
        return json(res, { ...stats, cpu: process.cpuUsage(), count: set?.count, dataBytes: set?.buf.length })
      const o = JSON.parse(await body(req)) // /_admin/state {n, rev, format, latency}
      latency = o.latency ?? 0
      stats = { pages: 0, bytes: 0 }
      if (!set || set.n !== o.n || set.rev !== o.rev || set.format !== o.format) {
        set = null
        set = build(o)
      }
      return json(res, { count: set.count, dataBytes: set.buf.length })
    }
    if (url.pathname === '/scim/v2/Users') {
      const size = Math.min(Number(q.get('count') ?? 200), 1000),
        from = q.has('startIndex') ? Number(q.get('startIndex')) - 1 : offsetOf(q.get('cursor'))
      return page(
        res,
        from,
        size,
        (to) =>
          `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":${set.count},"itemsPerPage":${to - from},"startIndex":${from + 1},` +
          (cursorOf(to) ? `"nextCursor":"${cursorOf(to)}",` : '') +
          '"Resources":[',
        () => ']}',
      )
    }
    if (req.method === 'POST') for (const [k, v] of new URLSearchParams(await body(req))) q.set(k, v)
    switch (
      url.pathname // Slack-like: the handful of methods real clients call
    ) {
      case '/api/users.list': {
        const from = offsetOf(q.get('cursor')),
          size = Math.min(Number(q.get('limit') || 200), 1000)
        return page(
          res,
          from,
          size,
          () => '{"ok":true,"members":[',
          (to) => `],"cache_ts":1700000000,"response_metadata":{"next_cursor":"${cursorOf(to)}"}}`,
        )
      }
      case '/api/auth.test':
        return json(res, {
          ok: true,
          url: 'https://vendor.example/',
          team: 'Bench',
          user: 'bench',
          team_id: 'T00000001',
          user_id: 'U0000000000',
        })
      case '/api/users.info':
        return json(res, { ok: true, user: { ...slack(user(0, 0)), is_admin: true } })
      case '/api/auth.teams.list':
        return json(res, {
          ok: true,
          teams: [{ id: 'T00000001', name: 'Bench' }],
          response_metadata: { next_cursor: '' },
        })
      case '/api/team.info':
        return json(res, { ok: true, team: { id: 'T00000001', name: 'Bench', domain: 'bench' } })
      case '/api/usergroups.list':
        return json(res, { ok: true, usergroups: [] })
    }
    res.writeHead(404)
    res.end('{"ok":false,"error":"unknown_method"}')
  })
  .listen(Number(process.env.PORT ?? 7801), '127.0.0.1', function () {
    console.log(`vendor on ${this.address().port}`)
  })
