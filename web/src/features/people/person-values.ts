import type { Explanation, PersonEdit, PersonField } from '../../lib/api-types.ts'
import { wordsOf } from '../../lib/format.ts'
import { texts } from '../../lib/texts.ts'

/** A field of a person with its value and all that its sources say. */
export type PersonValue = { field: PersonField; explanation: Explanation }

/** All fields in the order in which they are shown: status, then the known ones, then whatever else there is. */
export function personValues(fields: readonly PersonField[], explanations: readonly Explanation[]): PersonValue[] {
  const byName = new Map(explanations.map((explanation) => [explanation.field, explanation]))
  const known = [STATUS, ...fields.filter(({ name }) => name !== 'status')]
  const others = explanations
    .filter(({ field }) => !known.some(({ name }) => name === field))
    .map(({ field }) => loose(field))
  return [...known, ...others].map((field) => {
    return {
      field,
      explanation: byName.get(field.name) ?? { field: field.name, value: null, winner: null, claims: [] },
    }
  })
}

const STATUS: PersonField = loose('status', texts.people.person.statusField)

function loose(name: string, label = wordsOf(name)): PersonField {
  return { name, label, type: 'text', unique: false, mandatory: false, canBeKey: false, custom: false }
}

// Those with a place of their own in the body of a hand edit; all others go under `fields`.
const NAMED = new Set(
  'email username displayName givenName familyName role status department title manager location timezone phone locale startDate employeeNumber'.split(
    ' ',
  ),
)

/** The body of a hand edit; null takes it away. */
export function handEdit(field: string, value: string | number | boolean | null): PersonEdit {
  return NAMED.has(field) ? { [field]: value } : { fields: { [field]: value } }
}

/** Who says the value that holds. */
export function sourceName({ winner, claims }: Explanation): string | null {
  if (winner === null) return null
  return winner === 'manual' ? texts.people.person.byHand : (claims.find((claim) => claim.wins)?.connectionName ?? null)
}
