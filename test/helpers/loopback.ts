import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { after } from 'node:test'

export type LoopbackServer = {
  port: number
  /** `http://127.0.0.1:<port>`, or https. */
  url: string
  /** TCP connections seen so far: 0 proves that not a packet came. */
  connections: () => number
  /** `GET /path` of every request so far. */
  requests: string[]
}

/** Starts a server that is closed, with everything still open, after the file's last test. */
async function listen(server: Server | HttpServer, scheme: string, host: string): Promise<LoopbackServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket: Socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => void server.listen(0, host, resolve))
  after(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => void server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    connections: () => connections,
    requests: [],
  }
}

function recorded(requests: string[], handle: RequestListener): RequestListener {
  return (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    return handle(request, response)
  }
}

/** An HTTP server on loopback. */
export async function serveHttp(handle: RequestListener, host = '127.0.0.1'): Promise<LoopbackServer> {
  const requests: string[] = []
  return { ...(await listen(createHttpServer(recorded(requests, handle)), 'http', host)), requests }
}

/** The same with TLS. */
export async function serveHttps(
  identity: { key: string; cert: string },
  handle: RequestListener,
): Promise<LoopbackServer> {
  const requests: string[] = []
  return { ...(await listen(createHttpsServer(identity, recorded(requests, handle)), 'https', '127.0.0.1')), requests }
}

/** A server for everything that is no proper HTTP. */
export async function serveTcp(onSocket: (socket: Socket) => void): Promise<LoopbackServer> {
  return listen(createTcpServer(onSocket), 'http', '127.0.0.1')
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** A vendor that gives these answers one after another, the last one for ever. */
export async function answering(answers: readonly Answer[]): Promise<LoopbackServer> {
  let count = 0
  return serveHttp((request, response) => answers[Math.min(count++, answers.length - 1)]!(response, request))
}

/** An empty list. */
export const ok: Answer = (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('[]')

/** Nothing but a status; its body must not be seen anywhere. */
export const status =
  (code: number, headers = {}): Answer =>
  (response) =>
    void response.writeHead(code, headers).end('canary')
