import { toDate, PROBLEM_TEXT, type Scalar, type ValueProblem } from './convert.ts'
import { PERSON_FIELDS, targetFields } from './fields.ts'
import type { Mapping } from './mapping.ts'
import { problem } from './path.ts'
import { compileFilter, type Keep } from './record-filter.ts'
import { parseSource } from './source.ts'
import { compileTarget, type ReadTarget } from './target.ts'

/** What a record says of its person: target field → value. A field without a value is not there. */
export type Claims = Record<string, Scalar>

/** A value that was left out or cut; `why` is for people to read and holds nothing of the value. */
export type ClaimProblem = { readonly field: string; readonly code: ValueProblem; readonly why: string }

export type Mapped = {
  claims: Claims
  /** False when the mapping's filter leaves the record out (F49); `claims` is then empty. */
  keep: boolean
  problems: readonly ClaimProblem[]
}

export type CompiledMapping = {
  /** Never throws, whatever the record is. */
  apply: (record: unknown) => Mapped
  /**
   * The values of the tracking fields (F51). They are the same for every record of a sync and differ between syncs, so
   * they are no claims: as claims they would make every record a changed one.
   *
   * @param syncTime when the sync started, as an ISO instant.
   */
  tracking: (syncTime: string) => Claims
  keeps: Keep
  /** Fields by which records are matched to people, in the order of the mapping (F44). */
  keys: readonly string[]
  /** Fields without which no person is made (F45). */
  mandatory: readonly string[]
  /** Every field that `apply` can fill, in the order of the claims. */
  fields: readonly string[]
}

const NO_PROBLEMS: readonly ClaimProblem[] = Object.freeze([])

export const MANDATORY_FIELDS: readonly string[] = PERSON_FIELDS.filter((field) => field.mandatory).map(
  (field) => field.name,
)

/**
 * Compiles a mapping once, to be applied to every record of a sync. A mapping that lacks mandatory fields compiles too:
 * a draft is previewed with it.
 *
 * Claims are an object and not yet JSON text: putting the text together field by field was measured and is no faster
 * than `JSON.stringify` on the object. They hold nothing that `jsonb` refuses.
 *
 * @throws `mapping_invalid` for a mapping that `checkMapping` would refuse because it cannot be understood.
 */
export function compileMapping(mapping: Mapping, options: { credentialName: string }): CompiledMapping {
  const known = targetFields(mapping.customFields)
  // One list for all records: nothing here waits, so no two records are ever under way at once.
  let found: ClaimProblem[] = []
  const targets: { field: string; read: ReadTarget }[] = []
  const tracked: { field: string; source: '$credentialName' | '$syncTime' }[] = []

  for (const target of mapping.targets) {
    const field = known.get(target.field)
    if (!field) throw problem(`There is no field "${target.field}" to map to.`)
    const source = target.source === undefined ? undefined : parseSource(target.source)
    if (source?.kind === 'tracking') {
      tracked.push({ field: field.name, source: source.name })
      continue
    }
    const notes = new Map<ValueProblem, ClaimProblem>()
    const read = compileTarget(target, field, (code) => {
      const note = notes.get(code) ?? Object.freeze({ field: field.name, code, why: PROBLEM_TEXT[code] })
      notes.set(code, note)
      found.push(note)
    })
    targets.push({ field: field.name, read })
  }

  const keeps = mapping.filter ? compileFilter(mapping.filter) : () => true
  return {
    keeps,
    keys: mapping.targets.filter((target) => target.key === true).map((target) => target.field),
    mandatory: MANDATORY_FIELDS,
    fields: targets.map((target) => target.field),
    apply: (record) => {
      if (!keeps(record)) return { claims: {}, keep: false, problems: NO_PROBLEMS }
      const claims: Claims = {}
      for (const target of targets) {
        const value = target.read(record)
        if (value !== null) claims[target.field] = value
      }
      if (found.length === 0) return { claims, keep: true, problems: NO_PROBLEMS }
      const problems = found
      found = []
      return { claims, keep: true, problems }
    },
    tracking: (syncTime) => {
      const claims: Claims = {}
      for (const { field, source } of tracked) {
        const value = source === '$credentialName' ? options.credentialName : toDate(syncTime, () => undefined)
        if (value !== null) claims[field] = value
      }
      return claims
    },
  }
}
