import { createHash } from 'node:crypto'
import { AwsV4Signer } from 'aws4fetch'
import type { Clock } from '#base/clock.ts'
import type { EgressResponse } from '#egress/client.ts'
import type { AwsScheme } from '#kit/auth.ts'
import type { OpenCredential } from './credentials.ts'
import { fieldOf, optionalField } from './fields.ts'
import type { Stamp } from './stamp.ts'

/** AWS refuses a key and a lacking permission alike with 403 or 400, and tells which by a name, in a header or in the body. */
const REFUSALS =
  /\b(?:SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature(?:Exception)?|InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClientException|MissingAuthenticationToken(?:Exception)?|ExpiredToken(?:Exception)?|RequestExpired|RequestTimeTooSkewed)\b/

/** Whether a response refuses the key or the signature, rather than what was asked for. */
export function isAwsRefusal({ status, headers, body }: Pick<EgressResponse, 'status' | 'headers' | 'body'>): boolean {
  if (status !== 400 && status !== 403) return false
  return REFUSALS.test(`${headers['x-amzn-errortype'] ?? ''} ${body.subarray(0, 4_096).toString('utf8')}`)
}

/**
 * Signs each request with AWS Signature Version 4: method, host, path, query, headers and the body's hash. The clock is
 * ours, moved by what the vendor told of its own.
 *
 * @throws `credential_invalid` at once when a field is missing.
 */
export function awsStamp(scheme: AwsScheme, credential: OpenCredential, clock: Clock, aheadMs: number): Stamp {
  const sessionToken = optionalField(credential, scheme.sessionTokenField)
  const fixed = {
    accessKeyId: fieldOf(credential, scheme.accessKeyIdField),
    secretAccessKey: fieldOf(credential, scheme.secretAccessKeyField),
    region: fieldOf(credential, scheme.regionField),
    service: fieldOf(credential, scheme.serviceField),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  }
  return {
    headers: {},
    query: {},
    async sign({ method, url, headers, body }) {
      const at = new Date(clock.now().getTime() + aheadMs)
      const signer = new AwsV4Signer({
        ...fixed,
        method,
        url: url.href,
        // Said out loud: without it the library leaves the body of an S3 request unsigned.
        headers: {
          ...headers,
          'x-amz-content-sha256': createHash('sha256')
            .update(body ?? '')
            .digest('hex'),
        },
        ...(body === undefined ? {} : { body }),
        datetime: at.toISOString().replaceAll(/[:-]|\.\d{3}/g, ''),
      })
      const signed = await signer.sign()
      return Object.fromEntries(signed.headers)
    },
  }
}
