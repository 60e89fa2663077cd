import type { Context, Query, Stream } from '#kit/define.ts'
import { cursor, nextInLinkHeader, nextLink, offset, page, singlePage, type Paging } from '#kit/paginate.ts'
import { compileOutput } from '#mapping/source.ts'
import { parseTemplate } from '#mapping/template.ts'
import type { Definition, DefinitionList, InAnswer } from './definition.ts'
import { readerOf, vendorWord } from './values.ts'

type Headers = Readonly<Record<string, string>>
type ListPart = 'query' | 'headers' | 'pages' | 'records' | 'total'

/** What every list has in common: how it is asked for, paged, and found in the answer. */
export function compileList(
  { headers: common }: Definition,
  { query, headers, records, paging, total }: DefinitionList,
): Pick<Stream<'accounts', unknown>, ListPart> {
  const all = { ...common, ...headers }
  const read = records === undefined ? undefined : readerOf(records)
  const count = total && readAnswer(total)
  return {
    ...(query === undefined ? {} : { query: () => query }),
    ...(Object.keys(all).length === 0 ? {} : { headers: all }),
    pages: compilePaging(paging),
    records: (body) => (read === undefined ? body : read(body)) as unknown[] | undefined,
    ...(count === undefined ? {} : { total: (body: unknown, said: Headers) => numberOf(count(body, said)) }),
  }
}

/** Reads what a page says of itself, in its body or in a header. */
export function readAnswer(where: InAnswer): (body: unknown, headers: Headers) => unknown {
  if ('header' in where) {
    const name = where.header.toLowerCase()
    return (_body, headers) => headers[name]
  }
  const read = readerOf(where.path)
  return (body) => read(body)
}

function numberOf(value: unknown): number | null {
  const word = vendorWord(value)
  return word !== null && /^\d{1,12}$/.test(word) ? Number(word) : null
}

export function compilePaging(paging: DefinitionList['paging']): Paging {
  switch (paging.style) {
    case 'none':
      return singlePage()
    case 'offset':
      return offset(paging)
    case 'page':
      return page(paging)
    case 'cursor': {
      const next = readAnswer(paging.next)
      return cursor({ ...sized(paging), param: paging.param, next: (body, headers) => next(body, headers) as string })
    }
    case 'next-link':
      return nextLink({ ...sized(paging), next: readerOf(paging.next) })
    case 'link-header':
      return nextLink({ ...sized(paging), next: (_body, headers) => nextInLinkHeader(headers['link']) })
  }
}

function sized({ sizeParam, pageSize }: { sizeParam?: string | undefined; pageSize: number }) {
  // A size that cannot be asked for says nothing.
  return sizeParam === undefined ? { pageSize: 1 } : { sizeParam, pageSize }
}

type Detail = NonNullable<Definition['accounts']['detail']>

/** The call for one record of a list. Null where a part of its address has no value. */
export function compileDetail({
  path,
  query = {},
}: Detail): (item: unknown, context: Context) => { path: string; query?: Query } | null {
  const pathOf = fillIn(path, encodeURIComponent)
  const parameters = Object.entries(query).map(([name, text]) => [name, fillIn(text, (value) => value)] as const)
  return (item) => {
    const record = { list_response_item: item }
    const filled = pathOf(record)
    if (filled === null) return null
    const values: Record<string, string> = {}
    for (const [name, valueOf] of parameters) {
      const value = valueOf(record)
      if (value === null) return null
      values[name] = value
    }
    return { path: filled, ...(parameters.length === 0 ? {} : { query: values }) }
  }
}

/** A text in which each `{{ … }}` becomes its value; null when one has none, or would lead out of its place. */
function fillIn(text: string, encode: (value: string) => string): (record: unknown) => string | null {
  const parts = parseTemplate(text).map((part) => (typeof part === 'string' ? part : compileOutput(part)))
  return (record) => {
    let filled = ''
    for (const part of parts) {
      if (typeof part === 'string') filled += part
      else {
        const value = vendorWord(part(record))
        if (value === null || value === '.' || value === '..' || !value.isWellFormed()) return null
        filled += encode(value)
      }
    }
    return filled
  }
}
