import type { ServerResponse } from 'node:http'
import { serveHttp } from './loopback.ts'

type RotatingVendor = {
  /** What it takes at the moment. */
  access: string
  refresh: string
  /** Every refresh token that came in, in order. */
  sent: string[]
  /** How often a spent one came in: then the whole grant ends, as RFC 9700 §4.14.2 wants. */
  reused: number
  isRevoked: boolean
  calls: number
  inFlight: number
  mostInFlight: number
  /** Ends the access token, as time would. */
  expire(): void
}
type Options = {
  /** Added to each answer of the token endpoint. */
  answer?: Record<string, unknown>
  rotates?: boolean
  /** Instead of an answer, after the refresh has been done. */
  instead?: (response: ServerResponse, nth: number, answer: () => void) => boolean
  onCall?: () => Promise<void>
}

/** A vendor that gives a new refresh token each time and ends the grant when an old one is used again. */
export async function rotatingVendor({ answer = { expires_in: 3600 }, rotates = true, instead, onCall }: Options = {}) {
  const state: RotatingVendor = {
    access: 'canary-a0', refresh: 'canary-r0', sent: [], reused: 0, isRevoked: false, calls: 0, inFlight: 0, mostInFlight: 0,
    expire: () => void (state.access = 'over'),
  } // prettier-ignore
  let generation = 0
  const token = (text: string, response: ServerResponse) => {
    state.mostInFlight = Math.max(state.mostInFlight, ++state.inFlight)
    response.on('close', () => state.inFlight--)
    const sent = new URLSearchParams(text).get('refresh_token')!
    state.sent.push(sent)
    const json = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (sent !== state.refresh && !state.isRevoked) {
      state.reused++
      state.isRevoked = true
    }
    if (state.isRevoked) return void json(400, { error: 'invalid_grant', error_description: 'canary' })
    generation++
    state.access = `canary-a${generation}`
    if (rotates) state.refresh = `canary-r${generation}`
    const body = {
      access_token: state.access,
      token_type: 'Bearer',
      ...(rotates ? { refresh_token: state.refresh } : {}),
    }
    const send = () => void json(200, { ...body, ...answer })
    if (!instead?.(response, state.sent.length, send)) send()
  }
  const server = await serveHttp((request, response) => {
    let text = ''
    request
      .on('data', (piece) => (text += piece))
      .on('end', () => {
        if (request.url === '/token') return token(text, response)
        state.calls++
        const isValid = !state.isRevoked && request.headers.authorization === `Bearer ${state.access}`
        void (onCall?.() ?? Promise.resolve()).then(() =>
          response.writeHead(isValid ? 200 : 401, { 'content-type': 'application/json' }).end('[]'),
        )
      })
  })
  return { ...server, state }
}
