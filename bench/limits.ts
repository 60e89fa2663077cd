// The physical limits that our figures are compared with, in a process of their own: node limits.ts a|c|c-diff
//   a: fetch every page and parse it
//   c: a, mapped to one flat row each, COPY into an unlogged table, one set-based upsert, people matched, missing marked
//   c-diff: c, touching only rows that differ
// They check nothing, keep no history and know one fixed mapping: less than what a sync has to do.
import http from 'node:http'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

const [mode] = process.argv.slice(2)
const vendor = process.env['VENDOR_URL']!
const database = process.env['DATABASE_URL']!
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })

type Page = { Resources: ScimUser[]; nextCursor?: string }
type ScimUser = {
  id: string
  userName: string
  displayName: string
  title: string
  active: boolean
  name: { givenName: string; familyName: string }
  emails: { value: string; primary: boolean }[]
  roles: { value: string }[]
  meta: { lastModified: string }
  [enterprise: `urn:${string}`]:
    | { department?: string; employeeNumber?: string; manager?: { value: string } }
    | undefined
}
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const get = (cursor: string) =>
  new Promise<string>((resolve, reject) => {
    http
      .get(`${vendor}/scim/v2/Users?count=200${cursor && `&cursor=${cursor}`}`, { agent }, (response) => {
        const chunks: Buffer[] = []
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('error', reject)
          .on('end', () => resolve(Buffer.concat(chunks).toString()))
      })
      .on('error', reject)
  })

async function* pages(): AsyncGenerator<ScimUser[]> {
  let next: Promise<string> | undefined = get('')
  while (next) {
    const page = JSON.parse(await next) as Page
    next = page.nextCursor ? get(page.nextCursor) : undefined
    yield page.Resources
  }
}

const COLUMNS = [
  'external_id',
  'email',
  'username',
  'display_name',
  'given_name',
  'family_name',
  'title',
  'department',
  'employee_number',
  'manager_external_id',
  'is_admin',
  'active',
  'modified_at',
]
const cell = (value: string | boolean | null | undefined) =>
  value === null || value === undefined || value === '' ? '\\N' : String(value).replace(/[\\\t\n\r]/g, ' ')
const line = (user: ScimUser) =>
  [
    user.id,
    (user.emails.find((email) => email.primary) ?? user.emails[0])?.value.toLowerCase(),
    user.userName,
    user.displayName,
    user.name.givenName,
    user.name.familyName,
    user.title,
    user[ENTERPRISE]?.department,
    user[ENTERPRISE]?.employeeNumber,
    user[ENTERPRISE]?.manager?.value,
    user.roles.some((role) => role.value === 'admin'),
    user.active,
    user.meta.lastModified,
  ]
    .map(cell)
    .join('\t') + '\n'

const started = performance.now()
let users = 0
if (mode === 'a') for await (const page of pages()) users += page.length
else {
  const db = new pg.Client({ connectionString: database })
  await db.connect()
  await db.query('truncate limit_staging')
  const copy = db.query(copyFrom(`copy limit_staging (${COLUMNS.join(', ')}) from stdin`))
  const copied = new Promise<void>((resolve, reject) => copy.on('finish', resolve).on('error', reject))
  for await (const page of pages()) {
    let text = ''
    for (const user of page) text += line(user)
    users += page.length
    if (!copy.write(text)) await new Promise<void>((resolve) => void copy.once('drain', () => resolve()))
  }
  copy.end()
  await copied
  await db.query('begin')
  await db.query('analyze limit_staging')
  const others = COLUMNS.slice(1)
  const unchanged = others.map((column) => `a.${column}`).join(', ')
  if (mode === 'c-diff')
    await db.query(
      `delete from limit_staging s using limit_accounts a where a.external_id = s.external_id and (${unchanged}) is not distinct from (${others.map((column) => `s.${column}`).join(', ')})`,
    )
  else
    await db.query(
      `update limit_accounts a set active = false where active and not exists (select from limit_staging s where s.external_id = a.external_id)`,
    )
  await db.query(
    `insert into limit_people (email, name) select email, min(display_name) from limit_staging where email is not null group by email on conflict (email) do nothing`,
  )
  await db.query(
    `insert into limit_accounts as a (person_id, ${COLUMNS.join(', ')}) select p.id, ${COLUMNS.map((column) => `s.${column}`).join(', ')} from limit_staging s left join limit_people p on p.email = s.email
     on conflict (external_id) do update set person_id = excluded.person_id, ${others.map((column) => `${column} = excluded.${column}`).join(', ')}, updated_at = now()
     where (${unchanged}) is distinct from (${others.map((column) => `excluded.${column}`).join(', ')})`,
  )
  await db.query('commit')
  await db.end()
}
console.log(JSON.stringify({ users, seconds: (performance.now() - started) / 1000 }))
process.exit(0)
