import { CONVERT } from './convert.ts'
import { PERSON_FIELDS, type PersonField, type SourceField } from './fields.ts'
import type { Target } from './mapping.ts'
import { listCandidates, type Candidate } from './smart-candidates.ts'
import { RECOGNITIONS } from './smart-names.ts'
import { isEmpty, textOf } from './template-filters.ts'

/** A proposed mapping, to be looked at and changed by a person, and for each target the reason in words. */
export type SmartMapping = { targets: Target[]; reasons: Record<string, string> }

type Match = { candidate: Candidate; rank: number; reason: string }

type Proposal = { source: string; reason: string }

const HINTED = 'Declared by the connector.'
const NAMED = 'The name matches.'
const ROLE_REASON = 'The same for everyone. Change it if this app holds other people too.'

// Above every place in a list of names.
const NEVER_FILLED = 100

// A template with more alternatives is not read any more.
const MAX_ALTERNATIVES = 4

/**
 * Recognises what can be mapped (F42): by the connector's own hints, then by the names that it shows, then by the names
 * in the record. Role is the constant `Employee`; the sync key is the e-mail, or the user name where no e-mail is known.
 *
 * @param fields what the connector declares.
 * @param sample records as they came, if there are any: what they never fill is not proposed where something else is,
 *   and where they fill the best source only sometimes, others that mean the same stand in for it.
 */
export function smartMapping(fields: readonly SourceField[], sample: readonly unknown[] = []): SmartMapping {
  const candidates = listCandidates(fields, sample)
  const find = (name: string) => matches(name, candidates, sample)
  const emails = find('email')
  const names = withoutWrongNames(find('username'), find('displayName'), sample)
  const targets: Target[] = []
  const reasons: Record<string, string> = {}

  for (const field of PERSON_FIELDS) {
    if (field.name === 'role') {
      targets.push({ field: 'role', constant: 'Employee' })
      reasons['role'] = ROLE_REASON
      continue
    }
    const own = field.name === 'email' ? emails : field.name === 'username' ? names : find(field.name)
    const borrowed = field.name === 'email' ? names : field.name === 'username' ? emails : []
    const proposal =
      propose(field, own, borrowed, sample) ??
      (field.name === 'displayName' ? joinNames(find('givenName'), find('familyName')) : undefined)
    if (!proposal) continue
    targets.push({ field: field.name, source: proposal.source })
    reasons[field.name] = proposal.reason
  }
  const key = targets.find((target) => target.field === (emails.length > 0 ? 'email' : 'username'))
  if (key) key.key = true
  return { targets, reasons }
}

function propose(
  field: PersonField,
  own: readonly Match[],
  borrowed: readonly Match[],
  sample: readonly unknown[],
): Proposal | undefined {
  const [best] = own
  if (!best) {
    const first = borrowed.find(({ candidate }) => sample.length === 0 || fillsAny(field, candidate, sample))
    const other = field.name === 'email' ? 'user name' : 'e-mail'
    return first && { source: chain([first]), reason: `Nothing else is offered, so the ${other} fills it.` }
  }
  if (best.candidate.key === '') return { source: best.candidate.source, reason: best.reason }
  // The same list chosen from in another way means the same; another name only where the field says so.
  const isInterchangeable = RECOGNITIONS[field.name]?.isInterchangeable === true
  const alternatives = own.slice(1).filter((match) => isInterchangeable || match.candidate.key === best.candidate.key)
  const chosen =
    sample.length > 0
      ? fillGaps(field, best, [...alternatives, ...borrowed].filter(isPath), sample)
      : [best, ...blindAlternatives(field, best, borrowed.filter(isPath))]
  const reason =
    chosen.length > 1 ? `${best.reason} Where it is empty, ${listSources(chosen.slice(1))} fills it.` : best.reason
  return { source: chain(chosen), reason }
}

/** The display name of a vendor that only has its two parts. */
function joinNames([given]: readonly Match[], [family]: readonly Match[]): Proposal | undefined {
  if (!given || !family || !isPath(given) || !isPath(family)) return undefined
  const source = `{{ ${given.candidate.source} }} {{ ${family.candidate.source} }}`
  return { source, reason: 'Nothing else is offered, so it is put together from first and last name.' }
}

/**
 * The alternatives that give a value for records of the sample where those before are empty. One that holds something
 * unusable is not empty: the template would take that.
 */
function fillGaps(field: PersonField, best: Match, others: readonly Match[], sample: readonly unknown[]): Match[] {
  const chosen = [best]
  let gaps = sample.filter((record) => isEmpty(best.candidate.read(record)))
  for (const other of others) {
    if (chosen.length === MAX_ALTERNATIVES || !fillsAny(field, other.candidate, gaps)) continue
    chosen.push(other)
    gaps = gaps.filter((record) => isEmpty(other.candidate.read(record)))
  }
  return chosen
}

/**
 * Without a sample nobody knows what is empty, and a person without e-mail or user name cannot be made. So a list of
 * addresses is also asked for its first, and each of the two stands in for the other. SCIM's `userName` is never
 * missing (RFC 7643 §4.1.1).
 */
function blindAlternatives(field: PersonField, best: Match, borrowed: readonly Match[]): Match[] {
  if (!field.mandatory) return []
  const { candidate } = best
  if (field.name === 'username') return candidate.source === 'userName' ? [] : borrowed.slice(0, 1)
  if (candidate.first === undefined) return []
  return [{ ...best, candidate: { ...candidate, source: candidate.first } }, ...borrowed.slice(0, 1)]
}

/** All candidates that could fill a field, the best first; what the sample never fills comes last. */
function matches(name: string, candidates: readonly Candidate[], sample: readonly unknown[]): Match[] {
  const field = PERSON_FIELDS.find((one) => one.name === name)!
  return candidates
    .flatMap((candidate): Match[] => {
      const match = rank(name, candidate)
      if (!match || !fits(field, candidate, sample)) return []
      const isEmptySoFar = sample.length > 0 && !fillsAny(field, candidate, sample)
      return [{ candidate, reason: match.reason, rank: match.rank + (isEmptySoFar ? NEVER_FILLED : 0) }]
    })
    .sort((left, right) => left.rank - right.rank)
}

/** Below 0 for a hint; else the place in the list of names, a label's before a path's. Undefined: not this field. */
function rank(name: string, candidate: Candidate): { rank: number; reason: string } | undefined {
  if (candidate.target !== undefined) return candidate.target === name ? { rank: -1, reason: HINTED } : undefined
  const names = RECOGNITIONS[name]?.names ?? []
  const byLabel = names.indexOf(candidate.label)
  if (byLabel >= 0) return { rank: byLabel, reason: NAMED }
  // A field that is shown as something else is that, whatever it is called in the record.
  if (Object.values(RECOGNITIONS).some((other) => other.names.includes(candidate.label))) return undefined
  const byPath = names.indexOf(candidate.key)
  return byPath >= 0 ? { rank: byPath + 0.5, reason: NAMED } : undefined
}

/** Whether the type fits, and what the sample has there is either nothing or, in some record, usable. */
function fits(field: PersonField, { type, read }: Candidate, sample: readonly unknown[]): boolean {
  if (type === 'boolean' || (type === 'date' && field.form !== 'day')) return false
  return sample.every((record) => isEmpty(read(record))) || sample.some((record) => hasForm(field, read(record)))
}

function fillsAny(field: PersonField, candidate: Candidate, sample: readonly unknown[]): boolean {
  return sample.some((record) => hasForm(field, candidate.read(record)))
}

/** A flag is no name, even though it could be written as one. */
function hasForm(field: PersonField, value: unknown): boolean {
  return typeof value !== 'boolean' && CONVERT[field.form](value, () => undefined) !== null
}

function isPath({ candidate }: Match): boolean {
  return candidate.key !== ''
}

/**
 * `name` is a person's name at most vendors and the user name at some. It is taken for the user name only where another
 * source gives the person's name and no `name` in the sample has a space.
 */
function withoutWrongNames(usernames: Match[], displayNames: Match[], sample: readonly unknown[]): Match[] {
  return usernames.filter(({ candidate, rank, reason }) => {
    if (candidate.key !== 'name' || reason === HINTED || Number.isInteger(rank)) return true
    const hasOther = displayNames.some((other) => other.candidate.key !== 'name')
    return hasOther && sample.every((record) => !/\s/.test(textOf(candidate.read(record))))
  })
}

/** One source as it is; several as a template that takes the first with a value. */
function chain(matches: readonly Match[]): string {
  const sources = matches.map((match) => match.candidate.source)
  const [only] = sources
  if (sources.length === 1 && only !== undefined) return only
  return `{{ ${sources.join(' | default: ')} }}`
}

function listSources(matches: readonly Match[]): string {
  return matches.map((match) => match.candidate.source).join(', then ')
}
