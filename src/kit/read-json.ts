import { AppError } from '#base/errors.ts'
import { parseJson } from '#base/json.ts'
import type { Connector, VendorClient, VendorRequest, VendorResponse } from './define.ts'

/**
 * The body of a response that is believed: JSON, and not the vendor's own way of failing inside a 200.
 *
 * @throws `vendor_bad_response`, or what `failure` makes of the body.
 */
export function believedBody(response: VendorResponse, failure?: Connector['failure']): object {
  const body = parseJson(response)
  const failed = failure?.(body, response.headers)
  if (failed) throw failed
  return body
}

/** Sends one request, as probes do, and gives its body. Throws what the client and `believedBody` throw. */
export async function readJson(
  client: VendorClient,
  request: VendorRequest,
  failure?: Connector['failure'],
): Promise<{ body: object; headers: VendorResponse['headers'] }> {
  const response = await client.request(request)
  return { body: believedBody(response, failure), headers: response.headers }
}

/** For a body that is JSON and yet not what was asked for. `what` goes to the log. */
export function badResponse(what: string): AppError {
  return new AppError('vendor_bad_response', { detail: { why: what } })
}
