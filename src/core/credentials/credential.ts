/** A credential as people may see it: never what is secret in it. */
export type Credential = {
  id: string
  name: string
  connector: string
  method: string
  ownerName: string | null
  publicFields: Record<string, string>
  /** Where it may be sent. */
  hosts: string[]
  usedBy: { connectionId: string; name: string }[]
  expiresAt: Date | null
  createdAt: Date
  updatedAt: Date
}
