import type { FieldType, SourceField } from './fields.ts'
import { isObject, type Read } from './path-reader.ts'
import { printPath, type Path, type Step } from './path.ts'
import { CONTAINERS, normaliseName } from './smart-names.ts'
import { compileSource, parseSource } from './source.ts'

/** A place in the record that smart mapping may propose. */
export type Candidate = {
  /** As it is proposed. */
  source: string
  read: Read
  /**
   * The normalised names on the way, without what only holds fields together: `name.givenname`, `emails.value`. Empty
   * for a template, which stands alone.
   */
  key: string
  /** The declared name, normalised; empty for what was only seen in the sample, and for a mere "Name". */
  label: string
  type: FieldType | undefined
  /** The connector's own hint. */
  target: string | undefined
  /** Where it chooses an element by a condition, which a record may not meet: the same of the list's first element. */
  first: string | undefined
}

const MAX_RECORDS = 50
const MAX_CANDIDATES = 500
const MAX_DEPTH = 4

/** Candidates in the order of trust: what the connector declares, then what else the sample has. */
export function listCandidates(fields: readonly SourceField[], sample: readonly unknown[]): Candidate[] {
  const candidates = new Map<string, Candidate>()
  for (const field of fields) {
    const candidate = fromField(field)
    if (candidate && !candidates.has(candidate.source)) candidates.set(candidate.source, candidate)
  }
  for (const path of samplePaths(sample.slice(0, MAX_RECORDS))) {
    const source = printPath(path)
    if (!candidates.has(source)) candidates.set(source, fromPath(path))
  }
  return [...candidates.values()]
}

function fromField({ name, path, type, target }: SourceField): Candidate | undefined {
  try {
    const parsed = parseSource(path)
    if (parsed.kind === 'tracking') return undefined
    const label = normaliseName(name)
    if (parsed.kind === 'path') return { ...fromPath(parsed.path), label: label === 'name' ? '' : label, type, target }
    return { source: path.trim(), read: compileSource(parsed), key: '', label, type, target, first: undefined }
  } catch {
    // A connector's path that cannot be read is a bug that its own tests show; here there is nothing to propose.
    return undefined
  }
}

function fromPath(path: Path): Candidate {
  return {
    source: printPath(path),
    read: compileSource({ kind: 'path', path }),
    key: keyOf(path),
    label: '',
    type: undefined,
    target: undefined,
    first: path.some((step) => step.kind === 'match') ? printPath(path.map(toFirst)) : undefined,
  }
}

function toFirst(step: Step): Step {
  return step.kind === 'match' ? { kind: 'index', index: 0 } : step
}

function keyOf(path: Path): string {
  const names = path.flatMap((step) => (step.kind === 'name' ? [step.name] : []))
  // SCIM's extensions hold a person's fields under the schema's URN (RFC 7643 §3.3).
  while (names.length > 1 && (CONTAINERS.has(normaliseName(names[0]!)) || /^urn:/i.test(names[0]!))) names.shift()
  return names.map(normaliseName).join('.')
}

/** The paths of all single values in the sample, in the order of the records; lists of objects by how they are chosen from. */
function samplePaths(sample: readonly unknown[]): Path[] {
  const paths = new Map<string, Path>()
  for (const record of sample) walk(record, [], paths)
  return [...paths.values()]
}

function walk(value: unknown, path: Step[], paths: Map<string, Path>): void {
  if (paths.size >= MAX_CANDIDATES || path.length > 2 * MAX_DEPTH) return
  if (Array.isArray(value)) {
    const objects = (value as unknown[]).slice(0, MAX_RECORDS).filter(isObject)
    for (const step of choices(objects)) for (const element of objects) walk(element, [...path, step], paths)
  } else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) walk(item, [...path, { kind: 'name', name }], paths)
  } else if (value !== undefined && path.length > 0) paths.set(printPath(path), path)
}

/** How one element of a list is chosen: the primary one, else the one for work, else the first (RFC 7643 §2.4). */
function choices(elements: readonly Record<string, unknown>[]): Step[] {
  const has = (key: string, wanted: string) =>
    elements.some((element) => Object.hasOwn(element, key) && String(element[key]).toLowerCase() === wanted)
  const steps: Step[] = []
  if (has('primary', 'true')) steps.push({ kind: 'match', key: 'primary', value: 'true' })
  if (has('type', 'work')) steps.push({ kind: 'match', key: 'type', value: 'work' })
  if (elements.length > 0) steps.push({ kind: 'index', index: 0 })
  return steps
}
