import { createHash, createHmac } from 'node:crypto'
import type { SandboxRequest } from './sandbox.ts'

export type SandboxKey = {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
  region: string
  service: string
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** AWS: letters, digits and `-._~` stand for themselves, everything else is percent-encoded. */
const encode = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

const CLOCK_MS = 5 * 60_000

/** Verifies AWS Signature Version 4, body hash and session token included. Written from "Signing AWS API requests". */
export function isSignedBy(key: SandboxKey, { method, path, query, headers, text }: SandboxRequest): boolean {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers['authorization'] ?? '',
    )
  if (!parts) return false
  const [, id, day, region, service, signedHeaders = '', signature] = parts
  const at = headers['x-amz-date'] ?? ''
  const [, year, month, date, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(at) ?? []
  const time = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`)
  if (!(Math.abs(time - Date.now()) <= CLOCK_MS) || !at.startsWith(day!)) return false
  if (id !== key.accessKeyId || region !== key.region || service !== key.service) return false
  if (headers['x-amz-security-token'] !== key.sessionToken) return false
  const names = signedHeaders.split(';')
  if (!['host', 'x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256'].every((name) => names.includes(name)))
    return false
  if (headers['x-amz-content-sha256'] !== sha256(text)) return false

  const pairs = [...query].map(([name, value]) => [encode(name), encode(value)] as const)
  const ordered = pairs.toSorted(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1))
  const canonical = [
    method,
    path.split('/').map(encode).join('/'),
    ordered.map((pair) => pair.join('=')).join('&'),
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}`),
    '',
    signedHeaders,
    sha256(text),
  ].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const signingKey = ['aws4_request'].reduce(
    hmac,
    [region, service].reduce(hmac, hmac(`AWS4${key.secretAccessKey}`, day!)),
  )
  return hmac(signingKey, ['AWS4-HMAC-SHA256', at, scope, sha256(canonical)].join('\n')).toString('hex') === signature
}
