import { CONVERT, PROBLEM_TEXT, type Scalar, type ValueProblem } from './convert.ts'
import { targetFields, type TargetField } from './fields.ts'
import type { Mapping, Target } from './mapping.ts'
import { compilePath } from './path-reader.ts'
import { printPath, problem } from './path.ts'
import { compileFilters, compileOperand, compileSource, describeValue, parseSource } from './source.ts'
import { compileValues, FORM_TEXT, translate } from './target.ts'
import type { Output } from './template.ts'

/** One thing that was done to a value, and the value after it. */
export type Step = { what: string; value: Scalar | null }

/** How one field of one record got its value. Values are the vendor's own words; lists and objects are only named. */
export type MappingExplanation = {
  field: string
  /** As written in the mapping; null for a constant. */
  source: string | null
  /** What stands at the source's path in the record; null for a constant and for a template. */
  raw: Scalar | null
  steps: Step[]
  value: Scalar | null
  problems: string[]
}

/**
 * Says how a mapping makes one field of one record, by the same functions that make it in a sync. Null when the mapping
 * does not fill the field.
 *
 * @param options.syncTime the start of the sync that took the record, as an ISO instant.
 * @throws `mapping_invalid` when the mapping cannot be understood.
 */
export function describeMapping(
  mapping: Mapping,
  fieldName: string,
  record: unknown,
  options: { credentialName: string; syncTime: string },
): MappingExplanation | null {
  const target = mapping.targets.find((one) => one.field === fieldName)
  const field = targetFields(mapping.customFields).get(fieldName)
  if (!target) return null
  if (!field) throw problem(`There is no field "${fieldName}" to map to.`)
  const problems = new Set<ValueProblem>()
  const note = (why: ValueProblem) => void problems.add(why)
  const told = target.source === undefined ? describeConstant(target) : readSource(target.source, record, options)
  const { value, steps } = describeForm(target, field, told.read, note)
  return {
    field: fieldName,
    source: target.source ?? null,
    raw: told.raw,
    steps: [...told.steps, ...steps],
    value,
    problems: [...problems].map((code) => PROBLEM_TEXT[code]),
  }
}

type Told = { raw: Scalar | null; read: unknown; steps: Step[] }

/** A source's own value for a record, before it takes its field's form. Throws `mapping_invalid` when it cannot be read. */
export function describeSource(
  text: string,
  record: unknown,
  options: { credentialName: string; syncTime: string },
): { value: Scalar | null } {
  return { value: describeValue(readSource(text, record, options).read) }
}

function describeConstant({ constant }: Target): Told {
  return { raw: null, read: constant, steps: [{ what: 'the same for every record', value: describeValue(constant) }] }
}

function readSource(text: string, record: unknown, options: { credentialName: string; syncTime: string }): Told {
  const source = parseSource(text)
  if (source.kind === 'tracking') {
    const value = source.name === '$syncTime' ? options.syncTime : options.credentialName
    const what = source.name === '$syncTime' ? 'the start of the sync' : 'the name of the credential'
    return { raw: null, read: value, steps: [{ what, value }] }
  }
  const read = compileSource(source)(record)
  if (source.kind === 'path') {
    const raw = describeValue(read)
    return { raw, read, steps: [{ what: `read ${printPath(source.path)}`, value: raw }] }
  }
  const steps = source.template.flatMap((part) => (typeof part === 'string' ? [] : describeOutput(part, record)))
  return { raw: null, read, steps: [...steps, { what: `the text of ${text.trim()}`, value: describeValue(read) }] }
}

/** One `{{ … }}`: what it reads and what each filter makes of it. */
function describeOutput(output: Output, record: unknown): Step[] {
  const { head } = output
  let value = 'path' in head ? compilePath(head.path)(record) : compileOperand(head)(record)
  const steps = [
    { what: 'path' in head ? `read ${printPath(head.path)}` : 'a fixed text', value: describeValue(value) },
  ]
  for (const [position, filter] of compileFilters(output).entries()) {
    value = filter(value, record)
    steps.push({ what: output.filters[position]!.name, value: describeValue(value) })
  }
  return steps
}

function describeForm(
  target: Target,
  field: TargetField,
  read: unknown,
  note: (why: ValueProblem) => void,
): { value: Scalar | null; steps: Step[] } {
  if (target.values && target.source !== undefined) {
    const value = translate(compileValues(target.values, field), read, note)
    return { value, steps: [{ what: 'translated by the value table', value }] }
  }
  const value = CONVERT[field.form](read, note)
  return { value, steps: [{ what: `as ${FORM_TEXT[field.form]}`, value }] }
}
