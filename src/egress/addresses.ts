import ipaddr from 'ipaddr.js'
import { AppError } from '#base/errors.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Net = readonly [Address, number]

/** What may be done with an address: reached as public, reached because the operator allows its network, or not at all. */
type Verdict = 'public' | 'allowed' | 'blocked'

export type AddressPolicy = {
  /** @param text an address in any textual form; whatever is no address is blocked. */
  verdict(text: string): Verdict
}

/** The unicast part of IPv6 (RFC 4291 §2.4); outside of it nothing is assigned, or it wraps an IPv4 address. */
const GLOBAL_UNICAST: Net = ipaddr.parseCIDR('2000::/3')
/** NAT64 (RFC 6052): the gateway sends it on to the IPv4 address in the last 32 bits. */
const NAT64: Net = ipaddr.parseCIDR('64:ff9b::/96')
/** Azure's host service: metadata and credentials of the machine, at an address that looks public. */
const METADATA: Net = ipaddr.parseCIDR('168.63.129.16/32')

/**
 * An address in any form that some resolver or URL parser takes for one: decimal, octal, hexadecimal and short IPv4,
 * a trailing dot, brackets, a zone id, IPv4 inside IPv6.
 *
 * @returns undefined when the text is no address, so it may be a name.
 */
export function readAddress(text: string): Address | undefined {
  const bare = text.replace(/^\[(.*)\]$/s, '$1').replace(/\.+$/, '')
  if (!ipaddr.isValid(bare)) return undefined
  const address = ipaddr.parse(bare)
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

function isInside(address: Address, [net, bits]: Net): boolean {
  return address.kind() === net.kind() && address.match(net, bits)
}

function isPublic(address: Address): boolean {
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast' && !isInside(address, METADATA)
  if (isInside(address, NAT64)) return isPublic(new ipaddr.IPv4(address.toByteArray().slice(12)))
  return address.range() === 'unicast' && isInside(address, GLOBAL_UNICAST) && address.zoneId === undefined
}

function readNet(text: string): Net {
  const problem = () => {
    const message = 'Each entry is a network such as 10.0.0.0/8 or fd00::/8, or one address; commas between them.'
    return new AppError('invalid_input', {
      message: `ROLLCALL_ALLOW_NETS cannot be read. ${message}`,
      fields: [{ path: 'ROLLCALL_ALLOW_NETS', message }],
      detail: { entry: text },
    })
  }
  const [address = '', bits, ...rest] = text.split('/')
  // Only whole addresses here: "10/8" would otherwise be read as 0.0.0.10/8, which is another network.
  const isWhole = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address)
  if (!isWhole || rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) throw problem()
  const parsed = ipaddr.parse(address)
  const most = parsed.kind() === 'ipv4' ? 32 : 128
  const length = bits === undefined ? most : Number(bits)
  if (length > most) throw problem()
  return [parsed, length]
}

/**
 * Decides which addresses this process may open a connection to. Everything that is not plainly public is blocked:
 * private, loopback, link-local, carrier NAT, metadata, multicast, documentation, benchmarking, reserved, and the
 * transition forms that carry such an address inside (S15).
 *
 * @param allowNets `ROLLCALL_ALLOW_NETS`: networks that may be reached although they are blocked otherwise, as CIDRs
 *   with commas or blanks between them.
 * @throws `invalid_input` for an entry that is no network.
 */
export function createAddressPolicy(allowNets: string): AddressPolicy {
  const nets = allowNets
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(readNet)
  return {
    verdict(text) {
      const address = readAddress(text)
      if (address === undefined) return 'blocked'
      if (nets.some((net) => isInside(address, net))) return 'allowed'
      return isPublic(address) ? 'public' : 'blocked'
    },
  }
}
