// The data set: user(i, rev) is deterministic, so vendor, seed and verification agree without sharing state.
// rev 0 = first load; rev 1 = 1 % changed, 0.5 % missing, 0.5 % new.
const GIVEN =
  'Ada Alan Grace Linus Anna Björn Chen Dmitri Élodie Fatima Goro Hana Ivan José Kira Lars Mei Noor Olga Paul Quinn Rosa Søren Tomas Uma Vera Wei Ximena Yusuf Zoë Bea Carl'.split(
    ' ',
  )
const FAMILY =
  'Lovelace Turing Hopper Torvalds Müller Smith Li Ivanov Dubois Khan Tanaka Sato Petrov García Novak Berg Zhang Haddad Popova Jones OBrien Rossi Jensen Horák Patel Marin Wang Flores Demir Visser Costa Weber'.split(
    ' ',
  )
const TITLES = [
  'Software Engineer',
  'Senior Software Engineer',
  'Account Executive',
  'Product Designer',
  'Finance Analyst',
  'People Partner',
  'Site Reliability Engineer',
  'Support Specialist',
]
const DEPTS = ['Engineering', 'Sales', 'Design', 'Finance', 'People', 'Support', 'Legal', 'Marketing']
const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const mix = (i) => {
  let x = Math.imul(i + 1, 0x9e3779b1)
  x ^= x >>> 15
  x = Math.imul(x, 0x85ebca6b)
  x ^= x >>> 13
  return x >>> 0
}
const ascii = (s) =>
  s
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()
const G = GIVEN.map(ascii),
  F = FAMILY.map(ascii)

const fate = (i) => mix(i ^ 0x5bd1e995) % 200 // 0,1: changed; 2: missing
export const changed = (i) => fate(i) < 2
export const missing = (i) => fate(i) === 2
export const newCount = (n) => Math.round(n * 0.005)
export const listed = (n, rev, i) => (i < n ? rev === 0 || !missing(i) : rev === 1)
export const total = (n, rev) => (rev === 0 ? n : n + newCount(n))

export function user(i, rev) {
  const h = mix(i),
    g = h % GIVEN.length,
    f = (h >>> 5) % FAMILY.length,
    bot = h % 100 === 99,
    ch = rev === 1 && changed(i)
  const local = `${G[g]}.${F[f]}${i}`
  return {
    id: 'U' + String(i).padStart(10, '0'),
    bot,
    rev: ch ? 1 : 0,
    email: bot ? null : `${h % 10 === 3 ? local[0].toUpperCase() + local.slice(1) : local}@example.com`,
    username: local,
    given: GIVEN[g],
    family: FAMILY[f],
    display: `${GIVEN[g]} ${FAMILY[f]}`,
    title: TITLES[(h >>> 10) % 8] + (ch ? ' (acting)' : ''),
    dept: DEPTS[(h >>> 13) % 8],
    number: String(100000 + i),
    manager: i > 8 ? 'U' + String(i >> 3).padStart(10, '0') : null,
    admin: h % 50 === 7,
    active: h % 20 !== 11,
    modified: 1700000000 + (h % 30000000) + (ch ? 40000000 : 0),
  }
}

export function scim(u) {
  const at = new Date(u.modified * 1000).toISOString()
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENT],
    id: u.id,
    externalId: `hr-${u.number}`,
    userName: u.username,
    name: { formatted: u.display, familyName: u.family, givenName: u.given },
    displayName: u.display,
    title: u.title,
    active: u.active,
    emails: u.email
      ? [
          { value: u.email, type: 'work', primary: true },
          { value: `${u.username}@mail.example.net`, type: 'home', primary: false },
        ]
      : [],
    roles: u.admin ? [{ value: 'admin' }] : [],
    [ENT]: {
      employeeNumber: u.number,
      department: u.dept,
      costCenter: `CC-${u.dept}`,
      manager: u.manager ? { value: u.manager } : undefined,
    },
    meta: {
      resourceType: 'User',
      created: '2021-03-04T05:06:07.000Z',
      lastModified: at,
      version: `W/"${u.modified}"`,
      location: `https://vendor.example/scim/v2/Users/${u.id}`,
    },
  }
}

export function slack(u) {
  const hash = mix(u.modified).toString(16).padStart(8, '0')
  return {
    id: u.id,
    team_id: 'T00000001',
    name: u.username,
    deleted: !u.active,
    color: '9f69e7',
    real_name: u.display,
    tz: 'Europe/Prague',
    tz_offset: 3600,
    profile: {
      title: u.title,
      phone: '',
      skype: '',
      real_name: u.display,
      real_name_normalized: u.display,
      display_name: u.username,
      first_name: u.given,
      last_name: u.family,
      status_text: '',
      status_emoji: '',
      avatar_hash: hash,
      email: u.email ?? undefined,
      image_48: `https://a.example/${hash}_48.jpg`,
      team: 'T00000001',
      fields: {
        Xf01: { value: u.dept, alt: '' },
        Xf02: { value: u.number, alt: '' },
        Xf03: { value: u.manager ?? '', alt: '' },
      },
    },
    is_admin: u.admin,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: u.bot,
    is_app_user: false,
    updated: u.modified,
    has_2fa: true,
  }
}

// People known beforehand (HR import): four of five users, keyed by lower-cased e-mail.
export function* people(n) {
  for (let i = 0; i < n; i++)
    if (i % 5) {
      const u = user(i, 0)
      if (u.email) yield [u.email.toLowerCase(), u.display]
    }
}

// What the database must say after a sync: external_id, e-mail, active, display name, title, e-mail of the matched person.
export function* expected(n, rev, withPerson = true) {
  for (let i = 0, t = total(n, rev); i < t; i++) {
    const gone = !listed(n, rev, i),
      u = user(i, gone ? 0 : rev),
      e = u.email?.toLowerCase() ?? '\\N'
    yield [u.id, e, u.active && !gone ? 't' : 'f', u.display, u.title, ...(withPerson ? [e] : [])].join('\t') + '\n'
  }
}
