import type { Clock } from '#base/clock.ts'
import { AppError, assert } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import type { Secret } from '#base/redact.ts'
import type { Egress, EgressResponse } from '#egress/client.ts'
import type { Limiter } from '#egress/limits.ts'
import { parseJson } from '#base/json.ts'
import { withRetries, type RetryOptions } from '#egress/retry.ts'
import { statusError } from '#egress/status-error.ts'
import type { WriteRequest } from '#kit/action.ts'
import type { AuthScheme, AwsScheme, Endpoint, SecondSecret } from '#kit/auth.ts'
import type { Connector, VendorClient, VendorRequest } from '#kit/define.ts'
import { awsStamp, isAwsRefusal } from './aws-signature.ts'
import { basesOf, endpointUrl, type Bases } from './bases.ts'
import type { OpenCredential } from './credentials.ts'
import { optionalField } from './fields.ts'
import { jwtGrant } from './jwt-grant.ts'
import { oauthClient } from './oauth-client.ts'
import { refreshGrant } from './refresh.ts'
import { logIn, sessionStamp } from './session-login.ts'
import { stampOf, tokenStamp, type DirectScheme, type Stamp } from './stamp.ts'
import type { TokenGrant } from './token-answer.ts'
import { requestToken } from './token-request.ts'
import type { AccessToken, Tokens } from './tokens.ts'
import { isSkewed, vendorAheadMs } from './vendor-clock.ts'
import { linkedUrl, vendorUrl } from './vendor-url.ts'

export type AuthorisedClientOptions = {
  egress: Egress
  tokens: Pick<Tokens, 'get' | 'refreshed'>
  credential: OpenCredential
  scheme: AuthScheme
  /** The host that another secret lets in. */
  besides?: SecondSecret | undefined
  /** Base URLs by host name; every one on an origin that the credential was entered for. */
  hosts: Readonly<Record<string, string>>
  limiter: Limiter
  log: Log
  /** What the vendor means by a refusal, where its status alone does not say. */
  refusal?: Connector['refusal']
  /** Ends every request, for requests that bring no signal of their own. */
  signal?: AbortSignal
  clock: Clock
  retry?: Pick<RetryOptions, 'tries' | 'random' | 'sleep'>
}

/** Lets a request in, and once more after the vendor refused it, if there is another way to. */
type Authoriser = {
  stamp(): Promise<Stamp>
  /** Undefined when the refusal, a 401 or 403, is final. */
  stampAfterRefusal(refused: Stamp, response: EgressResponse): Promise<Stamp | undefined>
  /** Whether a response that does not say so by its status refuses the credential. */
  isRefusal?(response: EgressResponse): boolean
}

/** Waits no longer than the signal allows for work that others wait for too, and that therefore goes on. */
async function whileWanted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return work
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason as Error)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** Where a client's access tokens come from, and how they get onto a request. */
type TokenSource = {
  stamp(token: Secret): Stamp
  /** @param onAsk called when the vendor is asked for a new one. */
  get(refused: number | undefined, onAsk: () => void): Promise<AccessToken>
}

function tokenSource(
  scheme: Exclude<AuthScheme, DirectScheme | AwsScheme>,
  bases: Bases,
  options: AuthorisedClientOptions,
): TokenSource {
  const { egress, tokens, credential } = options
  const fetched = (stamp: TokenSource['stamp'], request: () => Promise<TokenGrant>): TokenSource => ({
    stamp,
    get: (refused, onAsk) =>
      tokens.get(credential, refused, () => {
        onAsk()
        return request()
      }),
  })
  const addressOf = (endpoint: Endpoint): URL => {
    const url = endpointUrl(bases, endpoint)
    assert(url, 'the host of the token endpoint is known')
    return url
  }
  if (scheme.kind === 'session') {
    const url = addressOf(scheme.login)
    return fetched(sessionStamp(scheme, credential), () => logIn(egress, scheme, credential, url))
  }
  const stamp = (token: Secret) => tokenStamp(scheme.prefix, token.reveal())
  switch (scheme.kind) {
    case 'oauth2-client-credentials': {
      const url = addressOf(scheme)
      return fetched(stamp, () => requestToken(egress, scheme, credential, url))
    }
    case 'oauth2-jwt':
      return fetched(stamp, jwtGrant(options, scheme, credential, addressOf(scheme.token)))
    case 'oauth2-code': {
      const client = oauthClient(egress, scheme, credential, bases)
      return {
        stamp,
        get: (refused, onAsk) =>
          tokens.refreshed(credential, refused, (refreshToken) => {
            onAsk()
            return refreshGrant(client, refreshToken)
          }),
      }
    }
  }
}

function byToken(source: TokenSource, clock: Clock): Authoriser {
  let current: AccessToken | undefined
  // Which token a stamp carries, and whether it was fetched for that very request.
  const carried = new WeakMap<Stamp, { version: number; isNew: boolean }>()

  const stampFrom = (token: AccessToken, isNew: boolean): Stamp => {
    current = token
    const stamp = source.stamp(token.value)
    carried.set(stamp, { version: token.version, isNew })
    return stamp
  }
  const fetched = async (refused: number | undefined): Promise<Stamp> => {
    let asked = false
    const token = await source.get(refused, () => (asked = true))
    return stampFrom(token, asked)
  }
  return {
    async stamp() {
      const isOver = current?.usableUntil && current.usableUntil <= clock.now()
      return current && !isOver ? stampFrom(current, false) : fetched(undefined)
    },
    async stampAfterRefusal(refused, { status }) {
      if (status !== 401) return undefined
      const { version, isNew } = carried.get(refused)!
      // A token that is refused when it is brand new is not too old: the next one would be refused as well (V14).
      return isNew ? undefined : fetched(version)
    },
  }
}

/** A signature holds the time: a vendor whose clock is another one refuses it, and tells its own (V13). */
function bySignature(scheme: AwsScheme, { credential, clock }: AuthorisedClientOptions): Authoriser {
  let ahead = 0
  let stamp = awsStamp(scheme, credential, clock, ahead)
  return {
    stamp: async () => stamp,
    async stampAfterRefusal(refused, response) {
      // Another request may have learned it meanwhile.
      if (refused !== stamp) return stamp
      if (!isSkewed(vendorAheadMs(response), ahead)) return undefined
      ahead = vendorAheadMs(response)
      return (stamp = awsStamp(scheme, credential, clock, ahead))
    },
    isRefusal: isAwsRefusal,
  }
}

/** Lets a request in at the host that has a secret of its own; without one, what lies there may not be read. */
function bySecondSecret({ scheme, missing }: SecondSecret, credential: OpenCredential): Authoriser {
  const stamp = optionalField(credential, scheme.field) === undefined ? undefined : stampOf(scheme, credential)
  return {
    async stamp() {
      if (stamp === undefined)
        throw new AppError('vendor_forbidden', { message: missing, detail: { why: 'no secret' } })
      return stamp
    },
    stampAfterRefusal: async () => undefined,
  }
}

function authoriserOf(scheme: AuthScheme, bases: Bases, options: AuthorisedClientOptions): Authoriser {
  switch (scheme.kind) {
    case 'header':
    case 'header-from-fields':
    case 'query':
    case 'none':
    case 'basic': {
      // Made once here, so that a credential that cannot be sent fails before the first request.
      const stamp = stampOf(scheme, options.credential)
      return { stamp: async () => stamp, stampAfterRefusal: async () => undefined }
    }
    case 'aws-sigv4':
      return bySignature(scheme, options)
    case 'oauth2-client-credentials':
    case 'oauth2-code':
    case 'oauth2-jwt':
    case 'session':
      return byToken(tokenSource(scheme, bases, options), options.clock)
  }
}

/** What the connector makes of a refusal's body; undefined when it has nothing to add to the status. */
function vendorsOwn(
  refusal: Connector['refusal'],
  { host }: Pick<VendorRequest, 'host'>,
  response: EgressResponse,
): AppError | undefined {
  if (!refusal || response.status < 400 || response.status > 499) return undefined
  let body: unknown
  try {
    body = parseJson(response)
  } catch {
    // Then its headers may say something.
  }
  const { status, headers } = response
  return refusal({ host, status, headers, body }) ?? undefined
}

/** A request of either kind: reading, or changing something. */
type DoorRequest = VendorRequest | (WriteRequest & { signal?: AbortSignal })

/** Sends one request, and once more after a refusal that another stamp may mend. Throws for anything but 2xx. */
export type Door = (
  request: DoorRequest,
  signal: AbortSignal | undefined,
  more?: {
    /** Asked before the connector's own `refusal`. */
    refused?: Connector['refusal']
    /** Called when the request leaves: until then the vendor knows nothing of it. */
    onSend?: () => void
    /** Called when the vendor did nothing because of the stamp: it may leave once more. */
    onRefused?: () => void
    followRedirects?: false
  },
) => Promise<EgressResponse>

/**
 * What both clients are made of: every request lies under one of the hosts, carries the credential and waits its turn. The
 * credential itself does not come out.
 *
 * @throws `credential_host_changed` when a host is not one that the credential was entered for; `credential_invalid` when
 *   a field that the scheme needs is missing or cannot be sent.
 */
export function openDoor(options: AuthorisedClientOptions): Door {
  const { egress, credential, scheme, limiter } = options
  const bases = basesOf(credential, options.hosts)
  const origins = new Set(credential.hosts)

  const authoriser = authoriserOf(scheme, bases, options)
  const besides = options.besides && bySecondSecret(options.besides, credential)

  const send = (request: DoorRequest, stamp: Stamp, signal: AbortSignal | undefined, more: Parameters<Door>[2]) => {
    const base = bases.get(request.host)
    assert(base, 'a request names a host of its connector')
    const { method } = request
    const link = 'link' in request ? request.link : undefined
    const url =
      link === undefined
        ? vendorUrl(base, request.path, { ...request.query, ...stamp.query })
        : linkedUrl(base, request.path, link, stamp.query)
    const body = request.json === undefined ? undefined : JSON.stringify(request.json)
    const unsigned = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
      ...stamp.headers,
    }
    return limiter.run(async () => {
      // Signed when its turn has come: a signature is good for some minutes only.
      const headers = stamp.sign ? await stamp.sign({ method, url, headers: unsigned, body }) : unsigned
      more?.onSend?.()
      return egress.request({
        method,
        url,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(signal ? { signal } : {}),
        followRedirects: more?.followRedirects ?? ((to) => origins.has(to.origin)),
      })
    }, signal)
  }

  return async (request, signal, more) => {
    const opener = besides && request.host === options.besides?.host ? besides : authoriser
    const stamp = await whileWanted(opener.stamp(), signal)
    let response = await send(request, stamp, signal, more)
    if (response.status === 401 || response.status === 403) {
      more?.onRefused?.()
      const again = await whileWanted(opener.stampAfterRefusal(stamp, response), signal)
      if (again) response = await send(request, again, signal, more)
    }
    if (response.status >= 200 && response.status <= 299) return response
    const error = opener.isRefusal?.(response)
      ? new AppError('vendor_unauthorized', { detail: { status: response.status } })
      : (vendorsOwn(more?.refused, request, response) ??
        vendorsOwn(options.refusal, request, response) ??
        statusError(response))
    // Longer waits put the whole job aside, so nobody has to be held back here.
    if (error.code === 'vendor_rate_limited' && error.retryAfterMs !== undefined && error.retryAfterMs <= 60_000) {
      limiter.hold(error.retryAfterMs)
    }
    throw error
  }
}

/**
 * The door to one vendor account for reading: every request is tried again as the vendor says, and throws for anything but
 * 2xx.
 *
 * @throws as `openDoor`.
 */
export function createAuthorisedClient(options: AuthorisedClientOptions): VendorClient {
  const { log } = options
  const once = openDoor(options)
  return {
    fields: options.credential.publicFields,
    async request(request) {
      assert(READS.has(request.method), 'a client that reads sends nothing else')
      const signal = request.signal ?? options.signal
      const retry = { ...options.retry, log, ...(signal ? { signal } : {}) }
      const { status, headers, body } = await withRetries(() => once(request, signal), retry)
      return { status, headers, body }
    },
  }
}

/** POST for vendors that list by it. */
const READS: ReadonlySet<string> = new Set<VendorRequest['method']>(['GET', 'POST'])
