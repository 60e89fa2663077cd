import type { Connector, FieldValue, VendorClient } from '#kit/define.ts'

/** What of a connection is needed to reach its vendor. */
export type DoorConnection = {
  id: string
  connector: string
  credentialId: string | null
  hosts: Record<string, string>
  settings: Record<string, FieldValue>
}

/**
 * Opens the way to a connection's vendor account: authorised, rate limited and retried. Throws what says why it cannot
 * be opened; the calls themselves throw the vendor's errors.
 */
export type OpenClient = (
  connection: DoorConnection,
  connector: Connector,
  signal: AbortSignal,
) => Promise<{ client: VendorClient; credentialName: string }>
