import { createSocket } from 'node:dgram'
import ipaddr from 'ipaddr.js'

/**
 * From which address vendors see this Rollcall (F18), for firewalls that must let it in. `configured`: the operator said
 * so. `interface`: this machine sends from a public address of its own. `behind_gateway`: it sends from a private one,
 * so that vendors see its gateway's, which only the operator knows.
 */
export type OwnAddress = { source: 'configured' | 'interface' | 'behind_gateway'; addresses: string[] }

/** Documentation addresses (RFC 5737, RFC 3849): nobody's, so that the route to them is the one to everybody. */
const NOBODY = [
  { type: 'udp4', address: '192.0.2.1' },
  { type: 'udp6', address: '2001:db8::1' },
] as const

/**
 * Says what is configured; else asks this machine's own routing table which address it would send from. No packet leaves
 * the machine by that: connecting a UDP socket only fixes the route. Nobody outside is asked.
 */
export async function ownAddress(configured: readonly string[]): Promise<OwnAddress> {
  if (configured.length > 0) return { source: 'configured', addresses: [...configured] }
  const found = await Promise.all(NOBODY.map(({ type, address }) => localAddressTo(type, address)))
  const addresses = found.filter((one) => one !== null)
  const isPublic = (one: string) => ipaddr.parse(one).range() === 'unicast'
  return addresses.some(isPublic)
    ? { source: 'interface', addresses: addresses.filter(isPublic) }
    : { source: 'behind_gateway', addresses: [] }
}

/** Null where there is no route. */
function localAddressTo(type: 'udp4' | 'udp6', address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket(type)
    const end = (found: string | null) => {
      socket.close()
      resolve(found)
    }
    socket.once('error', () => end(null))
    socket.connect(9, address, () => end(socket.address().address))
  })
}
