import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import { request as send } from 'undici'
import { sealedPrefix } from '#vault/seal.ts'
import { listSealedColumns } from '#vault/sealed-columns.ts'
import { testDatabase } from '../helpers/database.ts'

/** Every secret that was sent somewhere, by what it is. */
const canaries = new Map<string, string>()

/** A new secret; long and random, so that it is found nowhere by chance, with signs that encodings change. */
function canary(kind: string, shape: 'odd' | 'plain' = 'odd'): string {
  const random = randomBytes(18).toString('base64url').replaceAll(/[-_]/g, 'x')
  const value = shape === 'odd' ? `cn"y/+${random}=&` : `cnry${random}`
  canaries.set(kind, value)
  return value
}

/** All forms in which a secret could show. base64 in each of its three positions, without the characters at its edges. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const shifted = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(4, -6),
  )
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    encodeURIComponent(secret),
    new URLSearchParams([['', secret]]).toString().slice(1),
    secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
    bytes.toString('hex'),
    ...shifted,
    ...shifted.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ]
}

/** Where one may look, by what it is; every place is searched at the end. */
const places = new Map<string, string>()
const note = (place: string, text: string) => void places.set(place, (places.get(place) ?? '') + text)

// ---------------------------------------------------------------- a vendor that says back whatever it hears

const issued = { access: '', refresh: '', session: '', cookie: '' }

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

const vendor = createServer((request, response) => {
  void (async () => {
    const heard = `${request.method} ${request.url} ${JSON.stringify(request.headers)} ${await bodyOf(request)}`
    const answer = (status: number, body: object, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    if (request.url!.startsWith('/token')) {
      return answer(200, {
        access_token: issued.access,
        refresh_token: issued.refresh,
        token_type: 'Bearer',
        expires_in: 3600,
        scope: 'scim.read',
      })
    }
    if (request.url!.startsWith('/bad-token')) return answer(400, { error: 'invalid_grant', error_description: heard })
    if (request.url!.startsWith('/login'))
      return answer(200, { token: issued.session }, { 'set-cookie': `sid=${issued.cookie}` })
    const status = request.url!.startsWith('/forbidden') ? 403 : request.url!.startsWith('/broken') ? 404 : 401
    answer(
      status,
      { error: heard, detail: heard, schemas: [heard], message: heard },
      { 'www-authenticate': 'Bearer error="invalid_token"' },
    )
  })()
})

// ---------------------------------------------------------------- mail

const mails: string[] = []
const refusals = { left: 0 }
const smtp = new SMTPServer({
  authMethods: ['PLAIN', 'LOGIN'],
  allowInsecureAuth: true,
  hideSTARTTLS: true,
  onAuth({ username, password }, _session, done) {
    // The first one is refused, with the password in the reason.
    if (refusals.left > 0) {
      refusals.left = 0
      done(
        new Error(`535 wrong: ${username} ${password} ${Buffer.from(`\0${username}\0${password}`).toString('base64')}`),
      )
    } else done(null, { user: 'rollcall' })
  },
  onData(stream, _session, done) {
    let text = ''
    stream.on('data', (part: Buffer) => (text += part.toString()))
    stream.on('end', () => {
      mails.push(text.replaceAll('=\r\n', '').replaceAll('=3D', '='))
      done()
    })
  },
})

// ---------------------------------------------------------------- the program

const { url: plainUrl, db } = await testDatabase({ empty: true })
const home = await mkdtemp(join(tmpdir(), 'rollcall-canary-'))
let rollcall = ''
let origin = ''
const adminPassword = canary('password of an admin')
const apiToken = canary('API token from the environment', 'plain')
const rootKey = randomBytes(32)
canaries.set('root key', rootKey.toString('hex'))
canaries.set('root key as it is given', rootKey.toString('base64'))
const smtpPassword = canary('password of the mail server', 'plain')
const databaseUrl = new URL(plainUrl)
databaseUrl.password = canary('password of the database', 'plain')

let child: ChildProcess | undefined
after(async () => {
  child?.kill('SIGKILL')
  vendor.close()
  smtp.close(() => {})
  await rm(home, { recursive: true })
})

before(async () => {
  await new Promise<void>((done) => vendor.listen(0, '127.0.0.1', done))
  origin = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`
  await new Promise<void>((done) => smtp.listen(0, '127.0.0.1', done))
  const { port } = smtp.server.address() as AddressInfo
  const started = spawn(
    process.execPath,
    [join(resolve(import.meta.dirname, '../..'), 'bin', 'rollcall.mjs'), 'start'],
    {
      cwd: home,
      env: {
        PATH: process.env['PATH'],
        ROLLCALL_HOME: home,
        DATABASE_URL: databaseUrl.href,
        ROLLCALL_ROOT_KEY: rootKey.toString('base64'),
        PORT: '0',
        ROLLCALL_ALLOW_NETS: '127.0.0.0/8',
        ROLLCALL_API_TOKEN: apiToken,
        ROLLCALL_ADMIN_EMAIL: 'admin@example.com',
        ROLLCALL_ADMIN_PASSWORD: adminPassword,
        SMTP_URL: `smtp://rollcall:${smtpPassword}@127.0.0.1:${port}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  child = started
  let output = ''
  rollcall = await new Promise<string>((found, lost) => {
    const read = (part: Buffer) => {
      output += part.toString()
      note('log', part.toString())
      const address = /running at (http:\/\/\S+)/.exec(output)?.[1]
      if (address) found(address)
    }
    started.stdout.on('data', read)
    started.stderr.on('data', read)
    started.once('exit', (code) => lost(new Error(`ended with ${code}: ${output}`)))
  })
})

type Options = { body?: unknown; headers?: Record<string, string>; as?: 'token' | 'nobody'; reveals?: boolean }
// A test looks at answers as a client does, without types.
// oxlint-disable-next-line typescript/no-explicit-any
type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: any }

/** Asks, and notes the answer as a place to look in, unless showing a secret this once is what it is for. */
async function ask(
  method: string,
  path: string,
  { body, headers, as = 'token', reveals }: Options = {},
): Promise<Answer> {
  const response = await send(`${rollcall}${path}`, {
    method: method as 'GET',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(as === 'token' ? { authorization: `Bearer ${apiToken}` } : { origin: rollcall }),
      ...headers,
    },
  })
  const text = await response.body.text()
  if (!reveals)
    note(`answer of ${method} ${path.split('?')[0]}`, text + JSON.stringify({ ...response.headers, 'set-cookie': '' }))
  const isJson = String(response.headers['content-type']).includes('json')
  return { status: response.statusCode, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}

const api = (method: string, path: string, body?: unknown, more: Options = {}) =>
  ask(method, `/api/v1${path}`, { ...(body === undefined ? {} : { body }), ...more })

const cookieOf = ({ headers }: Answer) =>
  [headers['set-cookie'] ?? []]
    .flat()
    .map((line) => line.split(';', 1)[0])
    .join('; ')

/** The secret at the end of a link in the newest mail to somebody. */
async function linkIn(email: string, pattern: RegExp): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const mail = mails.findLast((text) => text.includes(email) && pattern.test(text))
    if (mail) return pattern.exec(mail)![1]!
    await pause(200)
  }
  return assert.fail(`no mail to ${email} with ${pattern}`)
}

const pem = () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const text = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  return { text, part: text.split('\n')[3]! }
}

const connection = (name: string, method: string, credential: object, path = '/scim', more: object = {}) => ({
  connector: 'scim',
  name,
  method,
  credential,
  hosts: { scim: `${origin}${path}`, ...more },
  selection: 'people_and_accounts',
  preference: 'create_and_update',
  deactivate: true,
  smart: true,
})

test('secrets of every kind go through every path that takes one', async () => {
  issued.access = canary('access token that a vendor gave', 'plain')
  issued.refresh = canary('refresh token that a vendor gave', 'plain')
  issued.session = canary('session token that a vendor gave', 'plain')
  issued.cookie = canary('cookie that a vendor gave', 'plain')
  const [service, adobe] = [pem(), pem()]
  canaries.set('private key of a service account', service.part)
  canaries.set('private key of Adobe', adobe.part)
  const tokens = {
    token: `${origin}/token`,
    authorize: `${origin}/authorize`,
    revoke: `${origin}/bad-token`,
    login: `${origin}/login`,
  }
  const client = (kind: string) => ({ clientId: 'a-client', clientSecret: canary(kind) })
  const forms: [string, string, Record<string, string>, string, object?][] = [
    ['Bearer', 'bearer', { token: canary('bearer token', 'plain') }, '/scim'],
    ['Forbidden', 'bearer', { token: canary('bearer token that is forbidden', 'plain') }, '/forbidden'],
    ['Broken', 'bearer', { token: canary('bearer token at a broken vendor', 'plain') }, '/broken'],
    ['Basic', 'basic', { username: 'u', password: canary('basic password') }, '/scim'],
    ['Header', 'header', { headerName: 'X-Key', prefix: 'Key', token: canary('key in a header', 'plain') }, '/scim'],
    ['Query', 'query', { paramName: 'key', key: canary('key in a query') }, '/scim'],
    ['Client', 'client-credentials', client('client secret'), '/scim', { token: tokens.token }],
    [
      'Client refused',
      'client-credentials',
      client('client secret that is refused'),
      '/scim',
      { token: `${origin}/bad-token` },
    ],
    [
      'Service account',
      'service-account',
      { key: service.text, issuer: 'i@example.com', scope: 'x' },
      '/scim',
      { token: tokens.token },
    ],
    [
      'Adobe',
      'adobe-jwt',
      { ...client('client secret of Adobe'), key: adobe.text, organisation: 'o', account: 'a', scope: 's' },
      '/scim',
      { token: `${origin}/bad-token` },
    ],
    [
      'AWS',
      'aws',
      {
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        secretAccessKey: canary('AWS secret key', 'plain'),
        sessionToken: canary('AWS session token', 'plain'),
        region: 'eu-west-1',
        service: 'execute-api',
      },
      '/scim',
    ],
    [
      'Session',
      'session',
      { username: 'u', password: canary('password of a session login'), tokenPath: 'token' },
      '/scim',
      { login: tokens.login },
    ],
    [
      'Session by cookie',
      'session',
      { username: 'u', password: canary('password of a session login by cookie') },
      '/scim',
      { login: tokens.login },
    ],
  ]
  const catalogue = (await api('GET', '/connectors/scim')).body.auth as {
    id: string
    fields: { name: string; optional: boolean }[]
  }[]
  const ids: string[] = []
  for (const [name, method, fields, path, hosts] of forms) {
    const known = new Set(catalogue.find(({ id }) => id === method)!.fields.map((field) => field.name))
    const own = Object.fromEntries(Object.entries(fields).filter(([field]) => known.has(field)))
    const made = await api('POST', '/connections', connection(name, method, own, path, hosts))
    assert.equal(made.status, 201, `${name}: ${JSON.stringify(made.body)}`)
    ids.push(made.body.id)
    await api('POST', `/connections/${made.body.id}/test`)
    await api('GET', `/connections/${made.body.id}/sample`)
    const launched = await api('POST', `/connections/${made.body.id}/launch`, { sync: true })
    assert.equal(launched.status, 200, `${name}: ${JSON.stringify(launched.body)}`)
    await api('GET', `/connections/${made.body.id}`)
  }
  // What is refused before it is stored, and what stands in the wrong place.
  await api(
    'POST',
    '/connections',
    connection('Wrong', 'bearer', { token: '', tokne: canary('secret in a misspelt field') }),
  )
  await api('POST', '/connections', connection('Wrong', canary('secret in place of a method'), {}))
  await api('POST', '/connections', {
    ...connection('Wrong', 'bearer', { token: 'x' }),
    hosts: { scim: `http://u:${canary('password in an address', 'plain')}@127.0.0.1/` },
  })
  await api('POST', '/connections', { unknown: canary('secret in an unknown field', 'plain') })
  await api('GET', `/people?token=${canary('token in a query of ours', 'plain')}`)
  await api('GET', `/people/${canary('secret in a path of ours', 'plain')}`)
  await ask('GET', '/api/v1/people', {
    as: 'nobody',
    headers: { authorization: `Bearer ${canary('wrong API token', 'plain')}` },
  })
  await ask('GET', '/api/v1/people', {
    as: 'nobody',
    headers: { authorization: `Basic ${canary('basic at our API', 'plain')}` },
  })
  await ask('GET', '/api/v1/people', {
    as: 'nobody',
    headers: { cookie: `rollcall.session_token=${canary('made-up session', 'plain')}` },
  })
  const malformed = await send(`${rollcall}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: rollcall },
    body: `{"email": "a@b.c", "password": "${canary('password in a broken body', 'plain')}`,
  })
  note('answer to a broken body', await malformed.body.text())

  // Credentials by themselves.
  const [first] = ids
  const credential = await api('POST', '/credentials', {
    name: 'Stored',
    connector: 'scim',
    method: 'bearer',
    fields: { token: canary('stored credential', 'plain') },
    hosts: { scim: `${origin}/scim` },
  })
  assert.equal(credential.status, 201)
  const replaced = await api('PUT', `/credentials/${credential.body.id}/secret`, {
    fields: { token: canary('replaced credential', 'plain') },
  })
  assert.equal(replaced.status, 200)
  await api('PATCH', `/credentials/${credential.body.id}`, {
    name: 'Named',
    token: canary('secret in an edit', 'plain'),
  })
  const preset = await api('PUT', '/connectors/scim/preset-client', {
    method: 'oauth2',
    fields: client('client secret of a preset'),
    hosts: { ...tokens, scim: `${origin}/scim` },
  })
  note('preset', JSON.stringify(preset.body))
  await api('POST', `/connections/${first}/disconnect`)
  await api('POST', `/connections/${first}/reconnect`, {
    credential: { token: canary('credential of a reconnect', 'plain') },
  })

  // Consent at the vendor.
  const own = client('client secret of an OAuth client')
  const oauth = await api('POST', '/connections', connection('OAuth', 'oauth2', own, '/scim', tokens))
  assert.equal(oauth.status, 201, JSON.stringify(oauth.body))
  for (const outcome of ['ok', 'denied', 'wrong state']) {
    const begun = await api('POST', `/connections/${oauth.body.id}/authorise`, {}, { reveals: true })
    assert.equal(begun.status, 201, JSON.stringify(begun.body))
    const state = new URL(begun.body.url).searchParams.get('state')!
    canaries.set(`state of an authorisation (${outcome})`, state)
    const answer = new URLSearchParams({
      state: outcome === 'wrong state' ? canary('made-up state', 'plain') : state,
      ...(outcome === 'denied'
        ? { error: 'access_denied', error_description: canary('words of a vendor that refuses', 'plain') }
        : { code: canary(`authorisation code (${outcome})`, 'plain') }),
    })
    await ask('GET', `/connect_callback/scim?${answer.toString()}`, {
      as: 'nobody',
      headers: { cookie: cookieOf(begun) },
    })
  }
  await api('POST', `/connections/${oauth.body.id}/test`)
  await api('POST', `/connections/${oauth.body.id}/launch`, { sync: true })

  // People who sign in.
  await api('POST', '/session', { email: 'admin@example.com', password: canary('wrong password') }, { as: 'nobody' })
  await api('POST', '/session', { email: canary('password typed as e-mail', 'plain'), password: 'x' }, { as: 'nobody' })
  const session = await api(
    'POST',
    '/session',
    { email: 'admin@example.com', password: adminPassword },
    { as: 'nobody' },
  )
  assert.equal(session.status, 200, JSON.stringify(session.body))
  const cookie = cookieOf(session)
  canaries.set('session cookie', decodeURIComponent(cookie.split('=')[1]!))
  const me = { as: 'nobody', headers: { cookie } } as const
  await api('POST', '/session/step-up', { password: canary('wrong password at a step-up') }, me)
  await api('POST', '/session/step-up', { code: canary('wrong code at a step-up', 'plain') }, me)
  const totp = await api('POST', '/me/totp', { password: adminPassword }, { ...me, reveals: true })
  assert.equal(totp.status, 200, JSON.stringify(totp.body))
  canaries.set('TOTP secret', new URL(totp.body.uri).searchParams.get('secret')!)
  totp.body.backupCodes?.forEach((code: string, index: number) => canaries.set(`backup code ${index}`, code))
  await api('POST', '/me/totp/confirm', { code: '000000' }, me)
  await api(
    'POST',
    '/setup',
    {
      code: canary('wrong set-up code', 'plain'),
      name: 'n',
      email: 'a@b.example',
      password: canary('password at a set-up'),
    },
    { as: 'nobody' },
  )
  await api('POST', '/session/second-factor', { code: canary('wrong second factor', 'plain') }, me)
  const made = await api('POST', '/api-tokens', { name: 'A token', rights: 'read' }, { reveals: true })
  canaries.set('API token that was made', made.body.token)
  await api('POST', '/sign-in-providers', {
    name: 'P',
    issuer: `${origin}/issuer`,
    clientId: 'c',
    clientSecret: canary('client secret of a sign-in provider'),
    domains: [],
    defaultRole: null,
    enabled: true,
  })

  // Links in mails. The mail server refuses the first, and says why in too many words.
  await api('POST', '/session/password-reset', { email: 'nobody@example.com' }, { as: 'nobody' })
  refusals.left = 1
  await api('POST', '/user-invitations', { email: 'refused@example.com', name: 'Refused', role: 'viewer' })
  for (let tries = 0; tries < 100 && refusals.left > 0; tries++) await pause(100)
  assert.equal(refusals.left, 0, 'the mail server has refused')
  const invited = await api('POST', '/user-invitations', { email: 'new@example.com', name: 'New', role: 'viewer' })
  assert.ok(invited.status < 300, JSON.stringify(invited.body))
  const invitation = await linkIn('new@example.com', /https?:\/\/\S*?[/#?=]([\w-]{40,})/)
  canaries.set('link of an invitation', invitation)
  await api('POST', '/session/links/read', { token: canary('made-up link', 'plain') }, { as: 'nobody' })
  await api(
    'POST',
    '/session/links/accept',
    { token: invitation, name: 'New', password: canary('password of an invited user') },
    { as: 'nobody' },
  )
  await api('POST', '/session/password-reset', { email: 'admin@example.com' }, { as: 'nobody' })
  canaries.set('link to a new password', await linkIn('admin@example.com', /https?:\/\/\S*?[/#?=]([\w-]{40,})/))
  const asked = await api('POST', '/connection-requests', {
    connectionId: ids[3],
    name: 'Helper',
    email: 'helper@example.com',
    note: 'please',
  })
  if (asked.status < 300) {
    const link = await linkIn('helper@example.com', /https?:\/\/\S*?[/#?=]([\w-]{40,})/)
    canaries.set('link of a connection request', link)
    await api('POST', '/authorize/open', { token: canary('made-up request link', 'plain') }, { as: 'nobody' })
    const opened = await api('POST', '/authorize/open', { token: link }, { as: 'nobody' })
    const page = { as: 'nobody', headers: { cookie: cookieOf(opened) } } as const
    await api('GET', '/authorize', undefined, page)
    await api(
      'POST',
      '/authorize/accept',
      { credential: { username: 'u', password: canary('credential that a co-worker entered') } },
      page,
    )
  }
  // Whatever was begun by all that has a moment to end.
  await pause(1_500)
  const isWorking = `select 1 as working from syncs where state in ('queued', 'fetching', 'planning', 'applying') limit 1`
  while (await db.one(isWorking)) await pause(100)
})

test('none of them is found in any form: not in logs, answers, the database, exports, metrics or files', async () => {
  for (const path of [
    '/connections',
    '/credentials',
    '/syncs',
    '/sync-issues',
    '/audit-events?limit=200',
    '/notices',
    '/users',
    '/api-tokens',
    '/outbox',
    '/connection-requests',
    '/user-invitations',
    '/sign-in-providers',
    '/preset-clients',
    '/settings',
    '/summary',
    '/variables',
    '/custom-connectors',
    '/activity',
    '/transactions',
    '/dashboards/trends',
    '/dashboards/changes',
  ]) {
    assert.equal((await api('GET', path)).status, 200, path)
  }
  const syncs = await db.query<{ id: string; state: string }>('select id, state from syncs')
  assert.ok(syncs.filter(({ state }) => state === 'failed').length >= 10, JSON.stringify(syncs))
  for (const { id } of syncs) await api('GET', `/syncs/${id}/events`)
  await api('GET', '/audit-events/export?format=csv')
  await api('GET', '/audit-events/export?format=json')
  await ask('GET', '/metrics', { as: 'nobody' })
  for (const path of ['/', '/authorize', '/readyz', '/api/openapi.json']) await ask('GET', path, { as: 'nobody' })
  const tables = await db.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'`,
  )
  assert.ok(tables.length > 40, `${tables.length} tables`)
  for (const { name } of tables) {
    for (const { row } of await db.query<{ row: string }>(`select t::text as row from ${name} t`))
      note(`table ${name}`, `${row}\n`)
  }
  // A process that crashes leaves no picture of its memory behind, neither in its home nor where it was started.
  const crashed = once(child!, 'close')
  child!.kill('SIGABRT')
  assert.deepEqual(await crashed, [null, 'SIGABRT'])
  for (const name of await readdir(home, { recursive: true })) {
    const text = await readFile(join(home, name), 'utf8').catch(() => '')
    note(`file ${name}`, text)
  }
  const found: string[] = []
  for (const [kind, secret] of canaries) {
    assert.ok(secret.length >= 6, kind)
    for (const form of formsOf(secret)) {
      for (const [place, text] of places) {
        if (form.length >= 6 && text.includes(form)) found.push(`${kind}: ${place}`)
      }
    }
  }
  assert.deepEqual([...new Set(found)], [])
  assert.ok(canaries.size >= 40, `${canaries.size} kinds`)
  assert.match(places.get('log') ?? '', /\S/)
  process.stdout.write(
    `# ${canaries.size} secrets, ${places.size} places, ${[...places.values()].reduce((sum, text) => sum + text.length, 0)} characters\n`,
  )
})

test('every column that has a sealed text is one that a rotation knows', async () => {
  const [key] = await db.query<{ id: string }>(`select key_id as id from vault_keys where state = 'current'`)
  const known = new Set((await listSealedColumns(db)).map(({ table, column }) => `${table}.${column}`))
  const columns = await db.query<{ table: string; column: string }>(
    `select format('%I.%I', table_schema, table_name) as "table", column_name as "column" from information_schema.columns
     where table_schema not in ('pg_catalog', 'information_schema')`,
  )
  const sealed: string[] = []
  for (const { table, column } of columns) {
    const hit = await db.one(`select 1 as found from ${table} where strpos("${column}"::text, $1) > 0 limit 1`, [
      sealedPrefix(key!.id).slice(0, 24),
    ])
    if (hit) sealed.push(`${table.replace(/^public\./, '')}.${column}`)
  }
  assert.ok(sealed.includes('credentials.sealed'))
  assert.deepEqual(
    sealed.filter((place) => !known.has(place) && place !== 'vault_keys.sentinel'),
    [],
  )
})
