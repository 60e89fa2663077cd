import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import { joinSql, nameSql, sql } from '#db/sql.ts'
import type { FieldValue } from '#kit/define.ts'
import type { Mapping, Target } from '#mapping/mapping.ts'
import { compileSource, parseSource } from '#mapping/source.ts'
import { TRACKED } from './people.store.ts'
import { listCustomFields } from './person-fields.store.ts'
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
  isMissing: boolean
  credentialName: string | null
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
  const person = await readPerson(db, personId)
  const sources = await readSources(db, personId)
  const days = new Set((await listCustomFields(db)).filter(({ type }) => type === 'date').map(({ name }) => name))
  const raw = rawReader(readRaw)

  const explain = async (name: string): Promise<Explanation> => {
    const claims: Claim[] = []
    if (Object.hasOwn(person.manual, name)) claims.push(byHand(person.manual[name] ?? null))
    for (const source of sources) {
      if (name === 'status' ? source.isPrimarySource : Object.hasOwn(source.claims, name)) {
        claims.push(await bySource(source, name, raw))
      }
    }
    // What is known of the sync itself only fills what nobody says anything of (see `TRACKED`).
    for (const source of sources) {
      const tracked = trackedValue(source, name, days)
      if (tracked) claims.push({ ...origin(source), ...tracked, raw: null })
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

type ExplainedPerson = { manual: Record<string, FieldValue>; status: PersonStatus; values: Record<string, FieldValue> }

/** The person's values as they are shown. Throws `not_found`. */
async function readPerson(db: Db, id: string): Promise<ExplainedPerson> {
  const columns = Object.entries(PERSON_COLUMNS).map(([name, column]) => sql`${name}::text, p.${nameSql(column)}`)
  const person = await db.one<ExplainedPerson>(
    sql`select p.manual, p.status, ${TRACKED} || p.fields || jsonb_build_object(${joinSql(columns, ', ')}) as values
      from people p where p.id = ${id}`,
  )
  if (!person) throw new AppError('not_found')
  return person
}

/** In the order in which `resolvePeople` believes them; it is the one that decides, so a change there belongs here too. */
function readSources(db: Db, personId: string): Promise<Source[]> {
  return db.query<Source>(
    `select a.id as "accountId", a.external_id as "externalId", a.status, a.claims, c.id as "connectionId",
       c.name as "connectionName", c.is_primary_source as "isPrimarySource", c.mapping, c.as_of as "asOf",
       a.missing_since is not null as "isMissing", k.name as "credentialName"
     from accounts a join connections c on c.id = a.connection_id left join credentials k on k.id = c.credential_id
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
    ...origin(source),
    value: isStatus ? source.status : (source.claims[field] ?? null),
    rule: isStatus ? 'Status of the account in a primary source' : ruleText(target),
    raw: isStatus || target?.source === undefined ? null : valueAt(target.source, await raw(source)),
  }
}

function origin(source: Source): Omit<Claim, 'value' | 'rule' | 'raw'> {
  const { accountId, externalId, connectionId, connectionName, asOf } = source
  return { source: 'connection', connectionId, connectionName, accountId, externalId, wins: false, asOf }
}

/** The value of a tracking field (F51), as `TRACKED` has it; undefined when the source's mapping has none here. */
function trackedValue(
  { mapping, asOf, isMissing, credentialName }: Source,
  field: string,
  days: ReadonlySet<string>,
): Pick<Claim, 'value' | 'rule'> | undefined {
  const source = mapping.targets.find((target) => target.field === field)?.source?.trim()
  if (isMissing || asOf === null) return undefined
  if (source === '$credentialName') return { value: credentialName, rule: 'Name of the credential' }
  if (source !== '$syncTime') return undefined
  const instant = asOf.toISOString()
  return { value: days.has(field) ? instant.slice(0, 10) : instant, rule: 'Start of the newest sync' }
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
