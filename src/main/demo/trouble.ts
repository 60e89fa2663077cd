import type { Vendor } from './build-history.ts'

/** What goes wrong at the vendors on the last day, so that the demo shows how Rollcall takes it. */
export function makeTrouble(vendors: readonly Vendor[]): void {
  // Half of the list is suddenly not there: nobody is deactivated for that, the sync is held.
  sandboxOf(vendors, 'launchdarkly').plan({ when: () => true, do: { kind: 'part of the list', share: 0.5 } })
  // An admin at the vendor has taken the key back.
  sandboxOf(vendors, 'postman').plan({ when: () => true, do: { kind: 'status', status: 401 } })
}

function sandboxOf(vendors: readonly Vendor[], connector: string) {
  return vendors.find(({ app }) => app.connector === connector)!.sandbox
}
