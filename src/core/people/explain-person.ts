import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { FieldValue } from '#kit/define.ts'
import type { Mapping, Target } from '#mapping/mapping.ts'
import { compileSource, parseSource } from '#mapping/source.ts'
import type { PersonStatus } from './person.ts'
import { PERSON_COLUMNS } from './resolve-people.ts'

/** Gives an account's record as the vendor last sent it, or null when it is not kept any more. */
export type ReadRaw = (connectionId: string, externalId: string) => Promise<unknown>

export type Claim = {
  source: 'manual' | 'connection'
  connectionId: string | null
  connectionName: string | null
  accountId: string | null
  externalId: string | null
  value: FieldValue
  /** Whether this is the value that holds. */
  wins: boolean
  asOf: Date | null
  /** How the value came about, in words: the mapping's path, template or constant. */
  rule: string
  /** What stands at that place of the vendor's record; null when it is not kept, or the rule reads nothing. */
  raw: unknown
}

export type Explanation = {
  field: string
  value: FieldValue
  winner: 'manual' | 'connection' | null
  /** The winner first. */
  claims: Claim[]
}

type Source = {
  accountId: string
  externalId: string
  status: PersonStatus
  claims: Record<string, FieldValue>
  connectionId: string
  connectionName: string
  isPrimarySource: boolean
  mapping: Mapping
  asOf: Date | null
}

type Parts = { db: Db; readRaw: ReadRaw }

/**
 * Says of a person's fields where each value comes from: all claims in the order of precedence, the rule by which the
 * mapping made them, and what the vendor sent (F88–F90).
 *
 * @param field one of them; all when it is left out. Throws `not_found` for an unknown person or field.
 */
export async function explainPerson(parts: Parts, personId: string, field?: string): Promise<Explanation[]> {
  const { db, readRaw } = parts
  const person = await db.one<{
    manual: Record<string, FieldValue>
    status: PersonStatus
    values: Record<string, FieldValue>
  }>(
    `select manual, status, fields || jsonb_build_object(${Object.entries(PERSON_COLUMNS)
      .map(([name, column]) => `'${name}', ${column}`)
      .join(', ')}) as values from people where id = $1`,
    [personId],
  )
  if (!person) throw new AppError('not_found')
  const sources = await readSources(db, personId)
  const raw = rawReader(readRaw)

  const explain = async (name: string): Promise<Explanation> => {
    const claims: Claim[] = []
    if (Object.hasOwn(person.manual, name)) claims.push(byHand(person.manual[name] ?? null))
    for (const source of sources) {
      if (name === 'status' ? source.isPrimarySource : Object.hasOwn(source.claims, name))
        claims.push(await bySource(source, name, raw))
    }
    if (claims[0]) claims[0].wins = true
    const value = name === 'status' ? person.status : (person.values[name] ?? null)
    return { field: name, value, winner: claims[0]?.source ?? null, claims }
  }

  const names = new Set(['status', ...Object.keys(person.values), ...Object.keys(person.manual)])
  for (const source of sources) for (const name of Object.keys(source.claims)) names.add(name)
  if (field !== undefined) {
    if (!names.has(field)) throw new AppError('not_found')
    return [await explain(field)]
  }
  const explanations: Explanation[] = []
  for (const name of names) explanations.push(await explain(name))
  return explanations
}

/** In the order in which `resolvePeople` believes them; it is the one that decides, so a change there belongs here too. */
function readSources(db: Db, personId: string): Promise<Source[]> {
  return db.query<Source>(
    `select a.id as "accountId", a.external_id as "externalId", a.status, a.claims, c.id as "connectionId",
       c.name as "connectionName", c.is_primary_source as "isPrimarySource", c.mapping, c.as_of as "asOf"
     from accounts a join connections c on c.id = a.connection_id
     where a.person_id = $1
     order by c.precedence, a.missing_since is not null, a.first_seen_at limit 100`,
    [personId],
  )
}

function byHand(value: FieldValue): Claim {
  return {
    source: 'manual',
    connectionId: null,
    connectionName: null,
    accountId: null,
    externalId: null,
    value,
    wins: false,
    asOf: null,
    rule: 'Typed in by hand',
    raw: null,
  }
}

async function bySource(source: Source, field: string, raw: (source: Source) => Promise<unknown>): Promise<Claim> {
  const target = source.mapping.targets.find((one) => one.field === field)
  const isStatus = field === 'status'
  return {
    source: 'connection',
    connectionId: source.connectionId,
    connectionName: source.connectionName,
    accountId: source.accountId,
    externalId: source.externalId,
    value: isStatus ? source.status : (source.claims[field] ?? null),
    wins: false,
    asOf: source.asOf,
    rule: isStatus ? 'Status of the account in a primary source' : ruleText(target),
    raw: isStatus || target?.source === undefined ? null : valueAt(target.source, await raw(source)),
  }
}

function ruleText(target: Target | undefined): string {
  if (!target) return 'From an earlier mapping; the present one does not fill this field'
  const from = target.source === undefined ? `constant ${JSON.stringify(target.constant)}` : target.source
  return target.values ? `${from}, translated by a value table` : from
}

function valueAt(sourceText: string, record: unknown): unknown {
  if (record === null || record === undefined) return null
  try {
    const source = parseSource(sourceText)
    return source.kind === 'tracking' ? null : (compileSource(source)(record) ?? null)
  } catch {
    // A mapping of an older release that this one no longer reads: the claim still stands, only its origin is lost.
    return null
  }
}

/** Reads each account's record once, however many of its fields are explained. */
function rawReader(readRaw: ReadRaw): (source: Source) => Promise<unknown> {
  const known = new Map<string, Promise<unknown>>()
  return (source) => {
    const reading = known.get(source.accountId) ?? readRaw(source.connectionId, source.externalId)
    known.set(source.accountId, reading)
    return reading
  }
}
