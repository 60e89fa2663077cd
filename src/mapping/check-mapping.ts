import { isAppError, type FieldProblem } from '#base/errors.ts'
import { customFieldNameProblem, PERSON_FIELDS, targetFields, type FieldType, type TargetField } from './fields.ts'
import { knownPaths, type Knowledge, type KnownPaths } from './known-paths.ts'
import type { CustomField, Mapping, Target } from './mapping.ts'
import { checkFilter, listRules } from './record-filter.ts'
import { isTrackingName, parseSource, sourcePaths, type Source } from './source.ts'
import { compileConstant, compileValues } from './target.ts'

/** A custom field as it exists already, made by the mapping of this or of another connection. */
export type ExistingField = { name: string; type: FieldType; unique: boolean }

export type CheckOptions = Knowledge & { existingFields?: readonly ExistingField[] }

/** The engine matches by so many columns; more keys than this would only hide which one matched. */
const MAX_KEYS = 3

/**
 * Everything that is wrong with a mapping, for the person who writes it (F44, F45, F58). An empty list means that the
 * connection may be launched. Places are given as in the body, such as `targets.2.source`; what is missing altogether
 * is a problem of `targets`.
 *
 * @param options what the connector declares and a few records: without them, a path is only read, not looked for.
 */
export function checkMapping(mapping: Mapping, options: CheckOptions = {}): FieldProblem[] {
  const customSources = mapping.sources ?? []
  const known = knownPaths(options, customSources)
  const fields = targetFields(mapping.customFields)
  const filter = mapping.filter ?? { match: 'all', rules: [] }
  return [
    ...checkCustomFields(mapping.customFields ?? [], options.existingFields ?? []),
    ...customSources.flatMap(({ path }, position) =>
      attempt(`sources.${position}.path`, () => customSourceProblem(path)),
    ),
    ...mapping.targets.flatMap((target, position) =>
      checkTarget(target, `targets.${position}`, fields.get(target.field), known),
    ),
    ...duplicates(mapping.targets.map((target) => target.field)).map(({ position, value }) => ({
      path: `targets.${position}.field`,
      message: `"${value}" is mapped twice. A field is filled from one place.`,
    })),
    ...checkCompleteness(mapping.targets),
    ...checkFilter(filter, 'filter'),
    ...listRules(filter, 'filter').flatMap(({ rule, path }) => unknownPaths(rule.path, `${path}.path`, known)),
  ]
}

function checkCustomFields(customFields: readonly CustomField[], existing: readonly ExistingField[]): FieldProblem[] {
  const problems = customFields.flatMap((custom, position): FieldProblem[] => {
    const path = `customFields.${position}`
    const name = customFieldNameProblem(custom.field)
    if (name !== undefined) return [{ path: `${path}.field`, message: name }]
    const found: FieldProblem[] = []
    const other = existing.find((field) => field.name === custom.field)
    if (other && other.type !== custom.type)
      found.push({ path: `${path}.type`, message: `The field "${custom.field}" exists already, as a ${other.type}.` })
    if (other && other.unique !== (custom.unique === true))
      found.push({
        path: `${path}.unique`,
        message: `The field "${custom.field}" exists already and is ${other.unique ? '' : 'not '}unique.`,
      })
    if (custom.unique === true && (custom.type === 'boolean' || custom.type === 'date'))
      found.push({
        path: `${path}.unique`,
        message: `A ${custom.type} cannot be unique: too few people could have one.`,
      })
    return found
  })
  const twice = duplicates(customFields.map((custom) => custom.field)).map(({ position, value }) => ({
    path: `customFields.${position}.field`,
    message: `There are two new fields called "${value}".`,
  }))
  return [...problems, ...twice]
}

function checkTarget(target: Target, path: string, field: TargetField | undefined, known: KnownPaths): FieldProblem[] {
  if (!field) return [{ path: `${path}.field`, message: unknownFieldText(target.field) }]
  return [
    ...checkOrigin(target, path, field, known),
    ...checkKey(target, path, field),
    ...(target.values && target.source !== undefined
      ? attempt(`${path}.values`, () => valuesProblem(target, field))
      : []),
  ]
}

/** Whether a target says where its value comes from, in exactly one way. */
function checkOrigin(target: Target, path: string, field: TargetField, known: KnownPaths): FieldProblem[] {
  if (target.source === undefined) {
    if (target.constant === undefined) return [{ path, message: `${field.label} has neither a source nor a constant.` }]
    const table = target.values && { path: `${path}.values`, message: 'A constant needs no value table.' }
    return [...attempt(`${path}.constant`, () => void compileConstant(target, field)), ...(table ? [table] : [])]
  }
  if (target.constant !== undefined)
    return [{ path: `${path}.constant`, message: `${field.label} has a source and a constant. Keep one of them.` }]
  const { source } = target
  return attempt(`${path}.source`, () => {
    const parsed = parseSource(source)
    return parsed.kind === 'tracking' ? trackingProblem(parsed, target, field) : wholeProblem(parsed, known)
  }).concat(unknownPaths(source, `${path}.source`, known))
}

function checkKey(target: Target, path: string, field: TargetField): FieldProblem[] {
  if (target.key !== true) return []
  const say = (message: string) => [{ path: `${path}.key`, message }]
  if (!field.canBeKey)
    return say(
      `${field.label} cannot be a sync key: many people can share a value. Use e-mail, user name, employee number, or a field of your own that is marked unique.`,
    )
  return target.source === undefined ? say(`A constant cannot be a sync key: everyone would match everyone.`) : []
}

function checkCompleteness(targets: readonly Target[]): FieldProblem[] {
  const mapped = new Set(targets.map((target) => target.field))
  const problems = PERSON_FIELDS.filter((field) => field.mandatory && !mapped.has(field.name)).map((field) => ({
    path: 'targets',
    message: `${field.label} (${field.name}) must be mapped: no person can be made without it.`,
  }))
  const keys = targets.filter((target) => target.key === true).length
  if (keys === 0)
    problems.push({
      path: 'targets',
      message:
        'There is no sync key. Mark the field by which records are matched to people, such as email, with "key": true.',
    })
  if (keys > MAX_KEYS) problems.push({ path: 'targets', message: `There can be at most ${MAX_KEYS} sync keys.` })
  return problems
}

function trackingProblem(
  source: Source & { kind: 'tracking' },
  target: Target,
  field: TargetField,
): string | undefined {
  if (!field.isCustom || target.values || target.key === true)
    return `"${source.name}" is the same for all records of a sync. It can only fill a field of your own, as it is.`
  const fits = field.form === 'text' || (field.form === 'date' && source.name === '$syncTime')
  return fits ? undefined : `"${source.name}" does not fit a field of the type ${field.form}.`
}

/** A list or a group of fields that would be taken whole; in a template only a filter for lists may take one. */
function wholeProblem(source: Exclude<Source, { kind: 'tracking' }>, known: KnownPaths): string | undefined {
  if (source.kind === 'path') return known.whole(source.path)
  for (const part of source.template) {
    if (typeof part === 'string') continue
    const operands = part.filters.flatMap((call) => call.operands)
    const heads = part.filters[0]?.filter.takesLists ? operands : [part.head, ...operands]
    for (const operand of heads) {
      const message = 'path' in operand ? known.whole(operand.path) : undefined
      if (message !== undefined) return message
    }
  }
  return undefined
}

function customSourceProblem(path: string): string | undefined {
  return parseSource(path).kind === 'tracking' ? `"${path.trim()}" is there without being added.` : undefined
}

function valuesProblem(target: Target, field: TargetField): string | undefined {
  const table = compileValues(target.values ?? {}, field)
  return table.size === 0 ? 'The value table is empty.' : undefined
}

/** A source that cannot be read at all is reported by whoever reads it, so here it has no unknown paths. */
function unknownPaths(source: string, at: string, known: KnownPaths): FieldProblem[] {
  let parsed: Source
  try {
    parsed = parseSource(source)
  } catch {
    return []
  }
  return sourcePaths(parsed).flatMap((path) => {
    const [first] = path
    const isTracking = parsed.kind === 'template' && first?.kind === 'name' && isTrackingName(first.name)
    const message = isTracking
      ? `"${first.name}" can only be mapped alone, without other text or filters.`
      : known.unknown(path)
    return message === undefined ? [] : [{ path: at, message }]
  })
}

function unknownFieldText(name: string): string {
  if (name === 'status') return 'The status is not mapped: it follows the account, by the table of its connector.'
  return `There is no field "${name}". Known are ${PERSON_FIELDS.map((field) => field.name).join(', ')}; add others under customFields.`
}

/** Runs a check that returns or throws its message. */
function attempt(path: string, check: () => string | undefined): FieldProblem[] {
  try {
    const message = check()
    return message === undefined ? [] : [{ path, message }]
  } catch (thrown) {
    if (!isAppError(thrown, 'mapping_invalid')) throw thrown
    return [{ path, message: thrown.message }]
  }
}

function duplicates(values: readonly string[]): { position: number; value: string }[] {
  return values.flatMap((value, position) => (values.indexOf(value) < position ? [{ position, value }] : []))
}
