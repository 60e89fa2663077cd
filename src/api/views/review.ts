import type { Review, ReviewedRecord } from '#core/custom-connectors/review-definition.ts'

/** A review as the API shows it: of an account, what an admin compares with the vendor's own page. */
export function reviewView({ accounts, ...review }: Review) {
  return { ...review, accounts: accounts.map(recordView) }
}

function recordView({ account, why }: ReviewedRecord) {
  if (account === null) return { account, why }
  const { externalId, email, username, displayName, status, vendorStatus, role, isAdmin, lastActiveAt, fields } =
    account
  return {
    account: { externalId, email, username, displayName, status, vendorStatus, role, isAdmin, lastActiveAt, fields },
    why,
  }
}
