import type { AppError } from '#base/errors.ts'
import type { WriteRequest } from './action.ts'
import type { VendorRefusal, VendorResponse } from './define.ts'

/**
 * What came of a call that was sent. A lost answer (no answer, a 5xx, a redirect) says nothing about whether the vendor
 * did it: only reading can tell.
 */
export type WriteAnswer = { isLost: false; response: VendorResponse } | { isLost: true; error: AppError }

/**
 * The door for changes to one vendor account: its own type, so that whoever holds the reading one cannot change anything.
 * A call is sent once. It is sent again only when the vendor has said that it did nothing: it is busy (429), or the access
 * token was too old (401).
 */
export type WriteClient = {
  /**
   * @param options.refused what a 4xx of this call means, before the connector's own `refusal` is asked.
   * @throws AppError when the vendor refused, or nothing was sent. Then nothing has changed.
   */
  write(
    request: WriteRequest,
    options?: { refused?: (answer: VendorRefusal) => AppError | null; signal?: AbortSignal },
  ): Promise<WriteAnswer>
}
