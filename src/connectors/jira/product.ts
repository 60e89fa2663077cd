import { z } from 'zod'
import { optionalText, vendorId } from '#kit/values.ts'

/** A product of Jira's with its seats; Jira calls it an application role. */
export const Product = z.object({
  key: vendorId,
  name: optionalText,
  numberOfSeats: z.number().nullish(),
  hasUnlimitedSeats: z.boolean().nullish(),
})

/** Seats that were bought; null where there is no limit, for which -1 stands too. */
export function seatsOf({ numberOfSeats, hasUnlimitedSeats }: z.infer<typeof Product>): number | null {
  return hasUnlimitedSeats !== true && numberOfSeats != null && numberOfSeats >= 0 ? numberOfSeats : null
}
