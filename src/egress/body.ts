import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib'
import { AppError } from '#base/errors.ts'

/** More than this many bytes out of one byte in is an attack, not a list (S27). */
const MAX_RATIO = 100
/** Below this size a ratio says nothing: a short list of equal rows shrinks well, and cannot hurt. */
const RATIO_FLOOR_BYTES = 1024 * 1024
const FIRST_BLOCK_BYTES = 64 * 1024
/** zlib's default of 16 KiB would take a trip to the thread pool for every 16 KiB that come out. */
const CHUNK_BYTES = 256 * 1024

/**
 * A body put together from the pieces in which it arrives. Pieces are copied: a vendor that sends single bytes would
 * otherwise cost a hundred times their size.
 */
export class BodyBuffer {
  #block: Buffer
  #size = 0

  /** @param expected the announced size in bytes, if any; a hint, not to be trusted with much memory. */
  constructor(expected: number | undefined) {
    this.#block = Buffer.allocUnsafeSlow(Math.min(expected ?? FIRST_BLOCK_BYTES, RATIO_FLOOR_BYTES))
  }

  get size(): number {
    return this.#size
  }

  append(piece: Buffer): void {
    const needed = this.#size + piece.length
    if (needed > this.#block.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#block.length * 2))
      this.#block.copy(larger, 0, 0, this.#size)
      this.#block = larger
    }
    piece.copy(this.#block, this.#size)
    this.#size = needed
  }

  bytes(): Buffer {
    return this.#block.subarray(0, this.#size)
  }
}

type Decode = (body: Buffer, options: { maxOutputLength: number; chunkSize: number }) => Promise<Buffer>

const gzip: Decode = promisify(gunzip)
const zlib: Decode = promisify(inflate)
const raw: Decode = promisify(inflateRaw)

const DECODERS: Readonly<Record<string, Decode>> = {
  gzip,
  'x-gzip': gzip,
  // RFC 9110 means zlib's form by "deflate"; some servers send the bare stream, whose first byte cannot be zlib's.
  deflate: (body, options) => (((body[0] ?? 0) & 0x0f) === 8 ? zlib : raw)(body, options),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
}

/** What we can undo; sent as `Accept-Encoding`. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br, zstd'

/**
 * Undoes the one content encoding that a response may have. The decoder stops at the limit, so nothing larger is ever
 * in memory.
 *
 * @param encoding the `Content-Encoding` header; several encodings at once are refused, as is one that is unknown.
 * @throws `vendor_too_large` over `maxBytes`, or over 100 times the size of what was sent; `vendor_bad_response`.
 */
export async function decodeBody(body: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? ''
  if (name === '' || name === 'identity' || body.length === 0) return body
  const decode = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined
  if (!decode) throw new AppError('vendor_bad_response', { detail: { why: 'encoding', encoding: name.slice(0, 60) } })
  const limit = Math.min(maxBytes, Math.max(RATIO_FLOOR_BYTES, body.length * MAX_RATIO))
  try {
    return await decode(body, { maxOutputLength: limit, chunkSize: CHUNK_BYTES })
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new AppError('vendor_too_large', { detail: { encodedBytes: body.length, limitBytes: limit } })
    }
    throw new AppError('vendor_bad_response', { detail: { why: 'encoding', encoding: name, code } })
  }
}
