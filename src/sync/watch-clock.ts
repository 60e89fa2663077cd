import type { Clock } from '#base/clock.ts'
import type { VendorClient } from '#kit/define.ts'
import { vendorAheadMs } from '#vault/vendor-clock.ts'

/**
 * Learns from the answers of a vendor by how much its clock is ahead of ours. An answer that took long makes the vendor
 * look behind by as much, so the largest reading is the best.
 *
 * @returns the same client, and what is known so far; undefined before the first answer that tells the time.
 */
export function watchVendorClock(
  client: VendorClient,
  clock: Clock,
): { client: VendorClient; aheadMs: () => number | undefined } {
  let best: number | undefined
  return {
    client: {
      ...client,
      async request(request) {
        const response = await client.request(request)
        if (response.headers['date'] === undefined) return response
        const ahead = vendorAheadMs({ ...response, receivedAt: clock.now() })
        if (best === undefined || ahead > best) best = ahead
        return response
      },
    },
    aheadMs: () => best,
  }
}
