import { completeAuthorisation, type EndedAuthorisation } from '#core/authorisations/complete-authorisation.ts'
import type { FastifyInstance } from 'fastify'
import { authoriseSecrets, CALLBACK_PATH } from './authorise-cookie.ts'
import type { Services } from './services.ts'

/**
 * Where vendors send browsers back to after the consent (design §9), one address per connector. Whatever comes, the
 * answer is a redirect to one of our own pages: nothing of the request decides where to (S12), and no code or state
 * stays in the address bar.
 */
export function addConnectCallback(app: FastifyInstance, services: Services): void {
  const { publicUrl } = services
  app.get<{ Params: { connector: string } }>(`${CALLBACK_PATH}/:connector`, async (request, reply) => {
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    await services.refreshConnectors()
    const ended = await completeAuthorisation(
      services,
      request.params.connector,
      new URL(request.url, publicUrl).searchParams,
      authoriseSecrets(publicUrl, request.headers.cookie),
      gone.signal,
    )
    return reply.header('cache-control', 'no-store').redirect(pageOf(ended), 303)
  })
}

function pageOf({ code, connectionId, requestId }: EndedAuthorisation): string {
  if (requestId !== null || connectionId === null) return `/authorize?result=${code}`
  return `/connections/${connectionId}?authorised=${code}`
}
