import { createServer, type AddressInfo } from 'node:net'

/** A port that is free now, for a server whose address others must know before it starts. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => void server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => void server.close(closed))
  return port
}
