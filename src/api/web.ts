import { AppError } from '#base/errors.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

type Encoding = 'br' | 'gzip' | 'identity'
type File = { type: string; immutable: boolean; bodies: Map<Encoding, Buffer> }

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

const COMPRESSIBLE = /^(text|application)\/|svg/

/**
 * Serves the built pages out of memory: a few files, read and compressed once. A path is looked up among the files that
 * were there at the start, so no request can name another one. Any other path that is not the API's is a place inside
 * the app, and gets its first page.
 */
export async function addWeb(app: FastifyInstance, root: string | undefined): Promise<void> {
  const files = root === undefined ? new Map<string, File>() : await readFiles(root)
  const index = files.get('/index.html')

  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !path.startsWith('/api/')
    const file = isPage ? (files.get(path) ?? (extname(path) === '' ? index : undefined)) : undefined
    if (!file) throw new AppError('not_found')
    return sendFile(request, reply, file, isCoworkerPage(path) ? 'no-store' : undefined)
  })
}

async function readFiles(root: string): Promise<Map<string, File>> {
  const files = new Map<string, File>()
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const url = path
      .slice(root.length)
      .replace(/^[/\\]?/, '/')
      .replaceAll(sep, '/')
    files.set(url, {
      type: TYPES[extname(entry.name)] ?? 'application/octet-stream',
      // The bundler puts a digest of the content into these names.
      immutable: url.startsWith('/assets/'),
      bodies: new Map([['identity', await readFile(path)]]),
    })
  }
  return files
}

/** Its address holds a secret until the page has swapped it (S11). Nothing happens by fetching it, as mail scanners do. */
const isCoworkerPage = (path: string) => /^\/authorize(?:\/|$)/.test(path)

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: File,
  caching = file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
): Promise<FastifyReply> {
  const encoding = COMPRESSIBLE.test(file.type) ? bestEncoding(request.headers['accept-encoding']) : 'identity'
  const body = await encoded(file, encoding)
  reply.type(file.type).header('cache-control', caching).header('vary', 'accept-encoding')
  if (encoding !== 'identity') reply.header('content-encoding', encoding)
  return reply.send(request.method === 'HEAD' ? '' : body)
}

function bestEncoding(accepted: string | string[] | undefined): Encoding {
  const names = String(accepted ?? '')
    .split(',')
    .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
    .map((part) => part.split(';', 1)[0]?.trim().toLowerCase())
  return names.includes('br') ? 'br' : names.includes('gzip') ? 'gzip' : 'identity'
}

const compress = {
  // 9 of 11: the last two steps take ten times as long for two per cent.
  br: (body: Buffer) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (body: Buffer) => promisify(gzip)(body, { level: 9 }),
}

async function encoded(file: File, encoding: Encoding): Promise<Buffer> {
  const plain = file.bodies.get('identity') as Buffer
  if (encoding === 'identity') return plain
  const known = file.bodies.get(encoding)
  if (known) return known
  const made = await compress[encoding](plain)
  file.bodies.set(encoding, made)
  return made
}
