import { AppError } from '#base/errors.ts'
import { MAX_SOURCE_LENGTH } from './mapping.ts'

/**
 * Paths into a vendor's record (F47).
 *
 *     path     = [ "response" "." ] step { step }
 *     step     = [ "." ] name | "[" quoted "]" | "[" digits "]" | "[" key "=" value "]"
 *
 * - `profile.email`, `addresses[0].street`, `response.profile.email` (the leading `response` means the record itself).
 * - `profile["first-name"]`: a bracket takes any key at all, with `\"`, `\'` and `\\` as its only escapes.
 * - `emails[type=work].value`, `emails[primary=true].value`: the first object of a list whose key has that value,
 *   compared as text without regard to case.
 * - A bare name is made of letters, digits, and `_ $ @ : / -`. One that starts with `urn:` also keeps the dots that stand
 *   between two digits, so that SCIM's `urn:…:enterprise:2.0:User.department` is a name and a name.
 * - A record's own key called `response` is `["response"]`.
 */
export type Path = readonly Step[]

export type Step =
  | { kind: 'name'; name: string }
  | { kind: 'index'; index: number }
  | { kind: 'match'; key: string; value: string }

const MAX_STEPS = 20
const NAME = /[\p{L}\p{N}_$@:/-]+/uy
const URN = /urn:(?:[\p{L}\p{N}_$@:/-]|(?<=\p{N})\.(?=\p{N}))+/iuy
const DIGITS = /\d{1,6}(?=\s*\])/y
const SPACE = /\s*/y
const BARE_VALUE = /[^"'[\]]*/y

/** Reads a path that is the whole text. Throws `mapping_invalid` with a message that says what is wrong with it. */
export function parsePath(text: string): Path {
  if (text.length > MAX_SOURCE_LENGTH) throw problem(`A path has at most ${MAX_SOURCE_LENGTH} characters.`)
  const { path, end } = scanPath(text, skipSpace(text, 0))
  const rest = skipSpace(text, end)
  if (rest < text.length) throw problem(`"${text}" is not a path: "${text.slice(rest, rest + 20)}" cannot stand there.`)
  return path
}

/** Reads the path that begins at `from` and says where it ends; the text may go on behind it. */
export function scanPath(text: string, from: number): { path: Path; end: number } {
  const steps: Step[] = []
  let at = from
  for (;;) {
    if (text[at] === '[') at = scanBracket(text, at, steps)
    else if (steps.length === 0 || text[at] === '.') at = scanName(text, steps.length === 0 ? at : at + 1, steps)
    else break
    if (steps.length > MAX_STEPS) throw problem(`A path has at most ${MAX_STEPS} steps.`)
  }
  const [first] = steps
  // Only the bare word: `["response"]` is the record's own key.
  const isPrefix = first?.kind === 'name' && first.name === 'response' && text[from] !== '['
  if (!isPrefix) return { path: steps, end: at }
  if (steps.length === 1) throw problem('"response" is the whole record. Name the field in it that you mean.')
  return { path: steps.slice(1), end: at }
}

/** The path as text that `parsePath` reads as the same path: bare names where they can be, brackets elsewhere. */
export function printPath(path: Path): string {
  let text = ''
  let afterUrn = false
  for (const [position, step] of path.entries()) {
    let isBareUrn = false
    if (step.kind === 'index') text += `[${step.index}]`
    else if (step.kind === 'match')
      text += `[${isWhole(NAME, step.key) ? step.key : quote(step.key)}=${printValue(step.value)}]`
    else if (!canStandBare(step.name, position === 0, afterUrn)) text += `[${quote(step.name)}]`
    else {
      text += position === 0 ? step.name : `.${step.name}`
      isBareUrn = /^urn:/i.test(step.name)
    }
    afterUrn = isBareUrn
  }
  return text
}

/**
 * Which place in the record's structure a path means, whatever list element it takes: `emails[0].value` and
 * `emails[type=work].value` have the same shape.
 */
export function pathShape(path: Path): string {
  return printPath(path.map((step) => (step.kind === 'match' ? { kind: 'index', index: 0 } : zeroIndex(step))))
}

export function skipSpace(text: string, from: number): number {
  return endOf(SPACE, text, from) ?? from
}

/** Reads a text in single or double quotes that begins at `from`; used for bracket keys and template texts alike. */
export function scanQuoted(text: string, from: number): { value: string; end: number } {
  const mark = text[from]
  let value = ''
  for (let at = from + 1; at < text.length; at++) {
    const char = text[at]!
    if (char === mark) return { value, end: at + 1 }
    if (char === '\\') {
      const escaped = text[++at]
      if (escaped !== '\\' && escaped !== '"' && escaped !== "'")
        throw problem(`In a quoted text, a backslash may stand only before a quote or a backslash.`)
      value += escaped
    } else value += char
  }
  throw problem(`A quote is opened and not closed: ${text.slice(from, from + 40)}`)
}

export function problem(message: string): AppError {
  return new AppError('mapping_invalid', { message })
}

function scanName(text: string, from: number, steps: Step[]): number {
  const end = endOf(URN, text, from) ?? endOf(NAME, text, from)
  if (end === undefined) {
    const found = text.slice(from, from + 20).trimEnd()
    throw problem(
      found === ''
        ? `"${text}" is not a path: it ends where the name of a field is expected.`
        : `"${text}" is not a path: the name of a field cannot begin with "${found}". Write other keys in brackets: ["my key"].`,
    )
  }
  steps.push({ kind: 'name', name: text.slice(from, end) })
  return end
}

function scanBracket(text: string, from: number, steps: Step[]): number {
  let at = skipSpace(text, from + 1)
  const isQuoted = text[at] === '"' || text[at] === "'"
  const digitsEnd = endOf(DIGITS, text, at)
  if (digitsEnd !== undefined) {
    steps.push({ kind: 'index', index: Number(text.slice(at, digitsEnd)) })
    return closeBracket(text, digitsEnd)
  }
  let key: string
  if (isQuoted) {
    const quoted = scanQuoted(text, at)
    key = quoted.value
    at = skipSpace(text, quoted.end)
    if (text[at] !== '=') {
      steps.push({ kind: 'name', name: key })
      return closeBracket(text, at)
    }
  } else {
    const end = endOf(NAME, text, at)
    if (end === undefined)
      throw problem(`"${text}" is not a path: in brackets stand a quoted key, a number, or key=value.`)
    key = text.slice(at, end)
    at = skipSpace(text, end)
    if (text[at] !== '=')
      throw problem(
        `"${text}" is not a path: a key in brackets needs quotes: ["${key}"]. To choose from a list: [key=value].`,
      )
  }
  at = skipSpace(text, at + 1)
  if (text[at] === '"' || text[at] === "'") {
    const quoted = scanQuoted(text, at)
    steps.push({ kind: 'match', key, value: quoted.value })
    return closeBracket(text, quoted.end)
  }
  const end = endOf(BARE_VALUE, text, at) ?? at
  const value = text.slice(at, end).trimEnd()
  if (value === '') throw problem(`"${text}" is not a path: "${key}=" needs a value.`)
  steps.push({ kind: 'match', key, value })
  return closeBracket(text, end)
}

function closeBracket(text: string, from: number): number {
  const at = skipSpace(text, from)
  if (text[at] !== ']') throw problem(`"${text}" is not a path: a bracket is not closed.`)
  return at + 1
}

/** Where a match of the sticky pattern at `from` ends, or undefined where there is none. */
function endOf(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : undefined
}

function isWhole(pattern: RegExp, text: string): boolean {
  return endOf(pattern, text, 0) === text.length
}

function canStandBare(name: string, isFirst: boolean, afterUrn: boolean): boolean {
  // At the start, `response` is the record and `$…` may be a tracking source.
  if (isFirst && (name === 'response' || name.startsWith('$'))) return false
  // The dot between two digits would be read as part of the URN.
  if (afterUrn && /^\p{N}/u.test(name)) return false
  return /^urn:/i.test(name) ? isWhole(URN, name) : isWhole(NAME, name)
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function printValue(value: string): string {
  return isWhole(NAME, value) ? value : quote(value)
}

function zeroIndex(step: Step): Step {
  return step.kind === 'index' ? { kind: 'index', index: 0 } : step
}
