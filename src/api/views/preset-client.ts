import type { PresetClient } from '#core/credentials/preset-clients.store.ts'

/** Without the credential's id: it is no one's to use directly. */
export function presetClientView({ connector, method, publicFields, hosts, updatedAt, usedBy }: PresetClient) {
  return { connector, method, publicFields, hosts, updatedAt, usedBy }
}
