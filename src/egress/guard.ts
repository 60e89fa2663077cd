import { lookup as lookupName, type LookupAddress } from 'node:dns'
import { promisify } from 'node:util'
import type { LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import { AppError } from '#base/errors.ts'
import { readAddress, type AddressPolicy } from './addresses.ts'

/** All addresses of a name, as the operating system knows them. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

const lookup = promisify(lookupName)

export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true })

/**
 * Opens connections to allowed addresses only. A literal address never reaches a resolver, so it is checked here; a
 * name is resolved once, every answer is checked, and the socket gets the very answers that were checked: a second
 * answer that differs (S16) is never asked for. Unencrypted connections go to networks that the operator allows, and
 * nowhere else, because what we send carries credentials.
 *
 * The connection is refused with `egress_blocked` or `egress_url_invalid` before a packet is sent.
 */
export function guardedConnector(policy: AddressPolicy, resolve: Resolve, connectMs: number): buildConnector.connector {
  const connectorFor = (isPlain: boolean) => {
    const refusal = (hostname: string, addresses: readonly string[]): AppError | undefined => {
      const verdicts = addresses.map((address) => policy.verdict(address))
      // One private answer among public ones is how a rebinding name looks, so it spoils them all.
      if (verdicts.includes('blocked')) return new AppError('egress_blocked', { detail: { host: hostname } })
      if (isPlain && verdicts.includes('public')) {
        return new AppError('egress_url_invalid', {
          message: 'Use https. Plain http is for networks that the operator allows in ROLLCALL_ALLOW_NETS.',
          detail: { host: hostname },
        })
      }
      return undefined
    }

    const checkedAddresses = async (hostname: string): Promise<readonly [LookupAddress, ...LookupAddress[]]> => {
      const [first, ...others] = await resolve(hostname)
      if (!first) throw Object.assign(new Error('the name has no address'), { code: 'ENOTFOUND' })
      const refused = refusal(
        hostname,
        [first, ...others].map(({ address }) => address),
      )
      if (refused) throw refused
      return [first, ...others]
    }

    const checkedLookup: LookupFunction = (hostname, options, answer) => {
      const look = async () => {
        try {
          const addresses = await checkedAddresses(hostname)
          if (options.all) answer(null, [...addresses])
          else answer(null, addresses[0].address, addresses[0].family)
        } catch (error) {
          answer(error as NodeJS.ErrnoException, '')
        }
      }
      void look()
    }

    // HTTP/1.1 only: a stalled stream of a shared HTTP/2 connection would hold up the others, and deadlines that close
    // the connection would cut them.
    const connect = buildConnector({ timeout: connectMs, allowH2: false, lookup: checkedLookup })
    return { connect, refusal }
  }
  const plain = connectorFor(true)
  const encrypted = connectorFor(false)

  return (options, callback) => {
    const { connect, refusal } = options.protocol === 'http:' ? plain : encrypted
    const { hostname } = options
    const refused = readAddress(hostname) === undefined ? undefined : refusal(hostname, [hostname])
    if (refused) queueMicrotask(() => callback(refused, null))
    else connect(options, callback)
  }
}
