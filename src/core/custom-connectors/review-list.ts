import type { ParsedPage } from '#kit/reader.ts'
import { isObject } from '#mapping/path-reader.ts'
import { sourcePaths } from '#mapping/source.ts'
import { printPath } from '#mapping/path.ts'
import { readAnswer } from './compile-list.ts'
import type { DefinitionList } from './definition.ts'
import { findLists, hasPath, whatIsThere } from './look-into.ts'
import { parseOwnSource, readerOf, vendorWord } from './values.ts'

/** Told of each mistake: where it is in the definition, and what is there instead. */
export type Refuse = (path: string, message: string) => void

/** The list in an answer; says what is wrong when there is none. */
export function findList(
  at: string,
  { records }: DefinitionList,
  body: unknown,
  refuse: Refuse,
): unknown[] | undefined {
  const found = records === undefined ? body : readerOf(records)(body)
  if (Array.isArray(found)) return found as unknown[]
  const lists = findLists(body)
  const where = lists.length === 0 ? 'There is no list in the answer.' : `Lists are at: ${lists.join(', ')}.`
  if (records === undefined) refuse(`${at}.records`, `The answer is no list by itself. ${where}`)
  else if (found === undefined || found === null)
    refuse(`${at}.records`, `There is nothing at "${records}". ${lists.length === 0 ? keysOf(records, body) : where}`)
  else
    refuse(
      `${at}.records`,
      `What stands at "${records}" is ${isObject(found) ? 'a group of fields' : 'one value'} and no list. ${where}`,
    )
  return undefined
}

function keysOf(text: string, body: unknown): string {
  const [path] = sourcePaths(parseOwnSource(text))
  return path === undefined ? '' : whatIsThere([body], path)
}

/** Judges what the first page says of the pages behind it. */
export function reviewPaging(
  at: string,
  list: DefinitionList,
  page: Pick<ParsedPage, 'count' | 'next' | 'total'>,
  answer: { body: unknown; headers: Readonly<Record<string, string>> },
  refuse: Refuse,
): void {
  const { paging, total } = list
  const { count, next } = page
  if (total && page.total === null) {
    const said = readAnswer(total)(answer.body, answer.headers)
    const where = 'path' in total ? `"${total.path}"` : `the header ${total.header}`
    const there = 'path' in total ? keysOf(total.path, answer.body) : ''
    refuse(
      `${at}.total`,
      said === undefined || said === null
        ? `There is nothing at ${where}. ${there}`.trim()
        : `What stands at ${where} is no number of records.`,
    )
  }
  const lacksSome = page.total !== null && page.total > count
  const isFull = 'pageSize' in paging && paging.sizeParam !== undefined && count >= paging.pageSize
  if (next === null && paging.style !== 'none' && (lacksSome || (isFull && !isNumbered(paging.style)))) {
    const why = lacksSome ? `${count} of ${page.total} records came` : `The page is full with ${count} records`
    refuse(`${at}.paging.next`, `${why}, and nothing leads to the next one. ${nextThere(list, answer)}`)
  }
  if (paging.style === 'none') {
    if (lacksSome)
      refuse(`${at}.paging`, `${count} of ${page.total} records came, so the list has pages. Choose how it is paged.`)
    else if (isObject(answer.body)) {
      const hints = Object.keys(answer.body).filter((key) => /next|cursor|page|offset|has_?more/i.test(key))
      if (hints.length > 0)
        refuse(
          `${at}.paging`,
          `The list is read as if it had one page, but the answer has: ${hints.slice(0, 10).join(', ')}.`,
        )
    }
  }
}

function isNumbered(style: DefinitionList['paging']['style']): boolean {
  return style === 'offset' || style === 'page'
}

function nextThere(
  { paging }: DefinitionList,
  { body, headers }: { body: unknown; headers: Readonly<Record<string, string>> },
): string {
  if (paging.style === 'link-header')
    return headers['link'] === undefined ? 'The answer has no Link header.' : 'The Link header names no next page.'
  const next =
    paging.style === 'cursor' ? paging.next : paging.style === 'next-link' ? { path: paging.next } : undefined
  if (next === undefined) return ''
  if ('header' in next)
    return `The header ${next.header} is ${headers[next.header.toLowerCase()] === undefined ? 'not there' : 'empty'}.`
  const [path] = sourcePaths(parseOwnSource(next.path))
  if (path === undefined) return ''
  return hasPath([body], path)
    ? `"${printPath(path)}" is empty.`
    : `There is no "${printPath(path)}". ${whatIsThere([body], path)}`
}

/** Says of each source whether some record has what it names. */
export function reviewSources(
  sources: readonly (readonly [at: string, source: string | undefined])[],
  records: readonly unknown[],
  refuse: Refuse,
): void {
  for (const [at, source] of sources) {
    if (source === undefined) continue
    for (const path of sourcePaths(parseOwnSource(source)))
      if (!hasPath(records, path)) refuse(at, `No record has "${printPath(path)}". ${whatIsThere(records, path)}`)
  }
}

/** Names ids that are missing or not the record's own. */
export function reviewIds(at: string, ids: readonly string[], refuse: Refuse): void {
  const missing = ids.filter((id) => id === '').length
  if (missing > 0) refuse(at, `${missing} of ${ids.length} records have no id here.`)
  const there = ids.filter((id) => id !== '')
  if (new Set(there).size < there.length)
    refuse(at, 'Several records have the same id here, so it is not the id of an account.')
}

/** The vendor's words for a status that the table does not have. */
export function unknownWords(
  source: string,
  values: Readonly<Record<string, string>>,
  records: readonly unknown[],
): string[] {
  const read = readerOf(source)
  const known = new Set(Object.keys(values).map((word) => word.trim().toLowerCase()))
  const words = records.map((record) => vendorWord(read(record)))
  return [...new Set(words)]
    .flatMap((word) => (word === null || known.has(word.toLowerCase()) ? [] : [word.slice(0, 50)]))
    .slice(0, 20)
}
