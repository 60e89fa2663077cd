/**
 * Paths into a sample record, for the preview of a mapping while one types. The server's own reader decides at the sync;
 * this one knows the same grammar (docs: mapping) and gives up, with undefined, on what it cannot read.
 */
type Step = { name: string } | { index: number } | { key: string; value: string }

const NAME = /[\p{L}\p{N}_$@:/-]+/uy
const URN = /urn:(?:[\p{L}\p{N}_$@:/-]|(?<=\p{N})\.(?=\p{N}))+/iuy
const BRACKET =
  /\[\s*(?:(\d{1,6})|(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([\p{L}\p{N}_$@:/-]+))(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^"'[\]]*)))?)\s*\]/uy

/** Reads the path that begins at `from`; undefined when there is none. */
export function scanPath(text: string, from: number): { steps: Step[]; end: number } | undefined {
  const steps: Step[] = []
  let at = from
  for (;;) {
    if (text[at] === '[') {
      const step = bracketAt(text, at)
      if (!step) return undefined
      steps.push(step)
      at = BRACKET.lastIndex
    } else if (steps.length === 0 || text[at] === '.') {
      const begin = steps.length === 0 ? at : at + 1
      const end = endOf(URN, text, begin) ?? endOf(NAME, text, begin)
      if (end === undefined) return undefined
      steps.push({ name: text.slice(begin, end) })
      at = end
    } else break
  }
  const [first] = steps
  const isPrefix = first && 'name' in first && first.name === 'response' && text[from] !== '[' && steps.length > 1
  return { steps: isPrefix ? steps.slice(1) : steps, end: at }
}

/** What stands there in the record. */
export function readPath(steps: readonly Step[], record: unknown): unknown {
  return steps.reduce<unknown>(readStep, record)
}

/** A text, number or boolean as text; the empty text for everything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

export function ownValue(value: unknown, key: string): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
}

function readStep(value: unknown, step: Step): unknown {
  if ('index' in step) return Array.isArray(value) ? value[step.index] : undefined
  if ('name' in step) {
    return Array.isArray(value) && /^\d{1,6}$/.test(step.name) ? value[Number(step.name)] : ownValue(value, step.name)
  }
  if (!Array.isArray(value)) return undefined
  return value.find((element) => textOf(ownValue(element, step.key)).toLowerCase() === step.value.toLowerCase())
}

function bracketAt(text: string, at: number): Step | undefined {
  BRACKET.lastIndex = at
  const match = BRACKET.exec(text)
  if (!match) return undefined
  const [, digits, double, single, bare, ...values] = match
  if (digits !== undefined) return { index: Number(digits) }
  const quoted = double ?? single
  const value = values.find((one) => one !== undefined)
  const key = quoted === undefined ? bare : quoted.replace(/\\(.)/g, '$1')
  if (key === undefined || (bare !== undefined && value === undefined)) return undefined
  return value === undefined ? { name: key } : { key, value: value.trim() }
}

function endOf(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : undefined
}
