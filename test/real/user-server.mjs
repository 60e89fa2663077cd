// Better Auth's own users API, as it comes: nothing of Rollcall. Its table is in memory, so that the test begins with nobody.
import { createServer } from 'node:http'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { toNodeHandler } from 'better-auth/node'
import { admin, bearer } from 'better-auth/plugins'

const tables = { user: [], session: [], account: [], verification: [] }
const server = createServer()
server.listen(0, '127.0.0.1', () => void start())

async function start() {
  const url = `http://127.0.0.1:${server.address().port}`
  const auth = betterAuth({
    baseURL: url,
    secret: 'a secret that only this test server has',
    database: memoryAdapter(tables),
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    plugins: [admin(), bearer()],
  })
  const { user } = await auth.api.signUpEmail({
    body: { email: 'reader@company.test', name: 'Reader', password: process.env.READER_PASSWORD },
  })
  // The first admin is made in the database, as its documents say.
  tables.user.find(({ id }) => id === user.id).role = 'admin'
  const handler = toNodeHandler(auth)
  server.on('request', (request, response) => void handler(request, response))
  process.stdout.write(`${url}\n`)
}
