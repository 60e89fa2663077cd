/** Invented people: the same for the same seed, on any machine and in any year. */

const GIVEN =
  'Ada Alan Grace Linus Anna Björn Chen Dmitri Élodie Fatima Goro Hana Ivan José Kira Lars Mei Noor Olga Paul Quinn Rosa Søren Tomas Uma Vera Wei Ximena Yusuf Zoë Bea Carl'.split(
    ' ',
  )
const FAMILY =
  'Okafor Turing Hopper Lindqvist Müller Smith Li Ivanov Dubois Khan Tanaka Sato Petrov García Novak Berg Zhang Haddad Popova Jones O’Brien Rossi Jensen Horák Patel Marin Wang Flores Demir Visser Costa Weber'.split(
    ' ',
  )
const DEPARTMENTS: Readonly<Record<string, readonly string[]>> = {
  Engineering: ['Software Engineer', 'Senior Software Engineer', 'Site Reliability Engineer', 'Engineering Manager'],
  Sales: ['Account Executive', 'Sales Manager', 'Solutions Engineer'],
  Design: ['Product Designer', 'Design Lead'],
  Finance: ['Finance Analyst', 'Controller'],
  People: ['People Partner', 'Recruiter'],
  Support: ['Support Specialist', 'Support Lead'],
  Legal: ['Counsel'],
  Marketing: ['Marketing Manager', 'Content Writer'],
}
const DEPARTMENT_NAMES = Object.keys(DEPARTMENTS)
const TIMEZONES = ['Europe/Oslo', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Asia/Tokyo', 'Australia/Sydney']
const LOCALES = ['nb-NO', 'de-DE', 'en-US', 'en-IN', 'ja-JP', 'en-AU']

export type Person = {
  givenName: string
  familyName: string
  email: string
  username: string
  title: string
  department: string
  phone: string
  employeeNumber: string
  timezone: string
  locale: string
}

/** Pseudo-random numbers from 0 up to 1 (mulberry32): for test data, never for secrets. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The person with this number. No two numbers share an address, a user name or an employee number. */
export function inventPerson(seed: number, number: number): Person {
  const random = seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b))
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
  const givenName = pick(GIVEN)
  const familyName = pick(FAMILY)
  const department = pick(DEPARTMENT_NAMES)
  const place = Math.floor(random() * TIMEZONES.length)
  const username = `${plain(givenName)}.${plain(familyName)}${number}`
  return {
    givenName,
    familyName,
    email: `${username}@example.com`,
    username,
    title: pick(DEPARTMENTS[department]!),
    department,
    phone: `+47 ${String(20_000_000 + number)}`,
    employeeNumber: String(100_000 + number),
    timezone: TIMEZONES[place]!,
    locale: LOCALES[place]!,
  }
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase()
}
