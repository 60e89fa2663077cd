import { AppError, isAppError } from '#base/errors.ts'
import type { DetailedRecord, VendorResponse } from './define.ts'
import { badResponse, believedBody } from './read-json.ts'

/** A page is held in memory with the answers for its records; beyond this it must be asked for in smaller pages. */
const MOST_BYTES = 32 * 1024 * 1024

/** A record can go between the list and the call for it. More than this share of a page means that the address is wrong. */
const goneAllowed = (records: number) => Math.max(1, Math.floor(records / 10))

type Asked = {
  items: readonly unknown[]
  /** Asks for one record; throws `vendor_not_found` for one that is not there. Undefined: it cannot be asked for. */
  ask: (item: unknown) => Promise<VendorResponse> | undefined
  /** Calls at once. */
  concurrency: number
  /** For so many of the first records only, where a look at some is enough. */
  most?: number | undefined
}

/**
 * Puts a list and the answers for each of its records into one body, so that they are one page to whoever stores it: it is
 * committed, compared and read again as a whole.
 *
 * @throws what a call throws, `vendor_too_large`; `vendor_not_found` when the vendor knows too few of its own records.
 */
export async function withDetails(
  list: VendorResponse,
  { items, ask, concurrency, most }: Asked,
): Promise<VendorResponse> {
  const details: Buffer[] = items.map(() => NONE)
  const asked = Math.min(items.length, most ?? items.length)
  let bytes = list.body.length
  let gone = 0
  let next = 0
  const work = async () => {
    while (next < asked) {
      const at = next++
      try {
        const answer = await ask(items[at])
        if (answer === undefined) continue
        believedBody(answer)
        details[at] = withoutMark(answer.body)
      } catch (error) {
        if (!isAppError(error, 'vendor_not_found')) {
          // The others that are under way begin nothing more.
          next = asked
          throw error
        }
        gone++
      }
      bytes += details[at]!.length
      if (bytes > MOST_BYTES) throw new AppError('vendor_too_large', { detail: { bytes, records: items.length } })
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(concurrency, asked)) }, work))
  if (gone > goneAllowed(asked)) {
    throw new AppError('vendor_not_found', {
      message: `The vendor listed ${asked} records and did not know ${gone} of them when it was asked for each. Check the address of the detail call.`,
      detail: { records: asked, gone },
    })
  }
  const { 'content-type': _type, ...headers } = list.headers
  return {
    status: list.status,
    headers: { ...headers, 'content-type': 'application/json' },
    body: Buffer.concat([
      Buffer.from('{"list_response":'),
      withoutMark(list.body),
      Buffer.from(',"detail_responses":['),
      ...details.flatMap((detail, at) => (at === 0 ? [detail] : [COMMA, detail])),
      Buffer.from(']}'),
    ]),
  }
}

/** Takes such a body apart again. Throws `vendor_bad_response`. */
export function splitDetails(body: object): { list: object; details: readonly unknown[] } {
  const { list_response: list, detail_responses: details } = body as Record<string, unknown>
  if (typeof list !== 'object' || list === null || !Array.isArray(details)) throw badResponse('no details')
  return { list, details: details as unknown[] }
}

/** A record of the list with the answer for it. */
export function detailed(item: unknown, detail: unknown): DetailedRecord {
  return { list_response_item: item, detail_response: detail ?? null }
}

const NONE = Buffer.from('null')
const COMMA = Buffer.from(',')

/** UTF-8 bytes without the mark that some servers put in front. */
function withoutMark(body: Buffer): Buffer {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body
}
