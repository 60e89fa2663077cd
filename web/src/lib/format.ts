const NUMBER = new Intl.NumberFormat('en')

/** `12,345` */
export function figure(value: number): string {
  return NUMBER.format(value)
}

/** `1 account`, `12 accounts` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${NUMBER.format(count)} ${count === 1 ? one : many}`
}

/** A value of any form as one line of text; an em dash for none. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—'
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** `employeeNumber` → `Employee number`, `mandatory_empty` → `Mandatory empty`: for names that have no label of their own. */
export function wordsOf(name: string): string {
  const words = name
    .replace(/[_.-]+/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .trim()
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Up to two letters that stand for a name. */
export function initials(name: string): string {
  const all = name.split(/[\s._@-]+/).filter((word) => /^[\p{L}\p{N}]/u.test(word))
  // A version number says nothing: `SCIM 2.0` is SC.
  const named = all.filter((word) => /^\p{L}/u.test(word))
  const words = named.length > 0 ? named : all
  const first = (word: string) => Array.from(word)[0] ?? ''
  const letters = words.length > 1 ? [first(words[0]!), first(words.at(-1)!)] : Array.from(words[0] ?? '?').slice(0, 2)
  return letters.join('').toUpperCase()
}

/** A number between 0 and `below` that is always the same for the same text. */
export function hashOf(text: string, below: number): number {
  let hash = 7
  for (const letter of text) hash = (hash * 31 + letter.codePointAt(0)!) % 1_000_003
  return hash % below
}
