/** A credential as people may see it: never what is secret in it. */
export type Credential = {
  id: string
  name: string
  connector: string
  method: string
  /** A user of Rollcall, who is asked when it expires. */
  ownerId: string | null
  publicFields: Record<string, string>
  /** Where it may be sent. */
  hosts: string[]
  usedBy: { connectionId: string; name: string }[]
  /** Whether it is the saved client of a connector, which every new connection is made with. */
  isPreset: boolean
  expiresAt: Date | null
  /** When it last opened a door, to five minutes; null: not since this is written down. */
  lastUsedAt: Date | null
  createdAt: Date
  updatedAt: Date
}
