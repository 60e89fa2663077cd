import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { fixedClock } from '#base/clock.ts'
import { isAppError, type ErrorCode } from '#base/errors.ts'
import type { AwsScheme } from '#kit/auth.ts'
import { serveHttp } from '#test/helpers/loopback.ts'
import { clock, list, openClientOf, openCredentialOf } from '#test/helpers/open-client.ts'
import { awsStamp } from './aws-signature.ts'

const SCHEME: AwsScheme = {
  kind: 'aws-sigv4', accessKeyIdField: 'id', secretAccessKeyField: 'secret', sessionTokenField: 'session', regionField: 'region',
  serviceField: 'service',
} // prettier-ignore

const credentialFor = (urls: string[], over: Record<string, string> = {}, session: Record<string, string> = {}) =>
  openCredentialOf(
    { secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', ...session },
    { id: 'AKIAIOSFODNN7EXAMPLE', region: 'us-east-1', service: 's3', ...over },
    urls,
  )

test("AWS's own examples are signed as AWS signs them", async () => {
  // "Signature Calculations for the Authorization Header" (Amazon S3 API reference), examples of 2013-05-24.
  const at = fixedClock('2013-05-24T00:00:00Z')
  const stamp = awsStamp(SCHEME, credentialFor([]), at, 0)
  for (const [query, signature] of [
    ['lifecycle=', 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    ['max-keys=2&prefix=J', '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ]) {
    const url = new URL(`https://examplebucket.s3.amazonaws.com/?${query}`)
    const headers = await stamp.sign!({ method: 'GET', url, headers: {}, body: undefined })
    assert.equal(
      headers['authorization'],
      `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${signature}`,
    )
  }
})

test('host, body and session token are part of the signature, and the secret is not sent', async () => {
  const stamp = awsStamp(SCHEME, credentialFor([], { service: 'execute-api' }, { session: 'canary-session' }), clock, 0)
  const sign = async (host: string, body: string | undefined) =>
    stamp.sign!({ method: 'POST', url: new URL(`https://${host}/a`), headers: { accept: 'x/y' }, body })
  const one = await sign('a.example', '{"a":1}')
  assert.equal(one['x-amz-content-sha256'], createHash('sha256').update('{"a":1}').digest('hex'))
  assert.equal(one['x-amz-security-token'], 'canary-session')
  assert.match(one['authorization']!, /SignedHeaders=accept;host;x-amz-content-sha256;x-amz-date;x-amz-security-token,/)
  assert.doesNotMatch(JSON.stringify(one), /wJalrXUtnFEMI/)
  const signatures = [
    one,
    await sign('b.example', '{"a":1}'),
    await sign('a.example', '{"a":2}'),
    await sign('a.example', undefined),
  ]
  assert.equal(new Set(signatures.map((headers) => headers['authorization'])).size, 4)
})

/** A vendor that answers with this, and tells what time it has. */
async function vendor(
  answer: (nth: number, at: string) => { status: number; body?: string; headers?: Record<string, string> },
) {
  const dates: string[] = []
  const server = await serveHttp((request, response) => {
    dates.push(String(request.headers['x-amz-date']))
    const { status, body = '[]', headers } = answer(dates.length, dates.at(-1)!)
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  })
  return { ...server, dates }
}

test('where the vendor has another time, it is learned from its answer and signed once more', async () => {
  const { url, dates } = await vendor((_nth, at) =>
    at.startsWith('20261121T12')
      ? { status: 200 }
      : {
          status: 403,
          headers: { date: 'Sat, 21 Nov 2026 12:00:00 GMT', 'x-amzn-errortype': 'InvalidSignatureException' },
        },
  )
  const client = openClientOf(SCHEME, { api: url }, credentialFor([url]))
  await list(client)
  await list(client)
  assert.deepEqual(dates, ['20261121T100000Z', '20261121T120000Z', '20261121T120000Z'])
})

test('a refused key is a refused credential, a lacking permission is not', async () => {
  const cases: [number, string, Record<string, string>, ErrorCode][] = [
    [403, '{"message":"no"}', { 'x-amzn-errortype': 'InvalidSignatureException:http://x' }, 'vendor_unauthorized'],
    [403, '<Error><Code>SignatureDoesNotMatch</Code></Error>', {}, 'vendor_unauthorized'],
    [400, '{"__type":"com.amazon#UnrecognizedClientException"}', {}, 'vendor_unauthorized'],
    [403, '{"message":"The security token included in the request is expired"}', { 'x-amzn-errortype': 'ExpiredTokenException' }, 'vendor_unauthorized'],
    [403, '{"__type":"AccessDeniedException"}', {}, 'vendor_forbidden'],
    [400, '{"__type":"ValidationException"}', {}, 'vendor_bad_request'],
  ] // prettier-ignore
  for (const [status, body, headers, code] of cases) {
    const { url, dates } = await vendor(() => ({
      status,
      body,
      headers: { date: 'Sat, 21 Nov 2026 10:00:01 GMT', ...headers },
    }))
    await assert.rejects(
      list(openClientOf(SCHEME, { api: url }, credentialFor([url]))),
      (error) => isAppError(error, code),
      body,
    )
    assert.equal(dates.length, 1)
  }
})

test('a missing field is named before anything is sent', () => {
  const { publicFields, ...rest } = credentialFor([])
  for (const name of ['id', 'region', 'service']) {
    const without = Object.fromEntries(Object.entries(publicFields).filter(([field]) => field !== name))
    assert.throws(
      () => awsStamp(SCHEME, { ...rest, publicFields: without }, clock, 0),
      (error) => isAppError(error, 'credential_invalid') && error.fields?.[0]?.path === `fields.${name}`,
    )
  }
})
