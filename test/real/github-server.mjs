// The GitHub API of Vercel's emulate, as it comes: nothing of Rollcall. Pages by Link header; a list that tells little of each user.
import { createEmulator } from 'emulate'
import { createServer } from 'node:net'

const free = createServer()
free.listen(0, '127.0.0.1', () => {
  const { port } = free.address()
  free.close(() => void start(port))
})

async function start(port) {
  const users = Array.from({ length: Number(process.env.USERS) }, (_, at) => ({
    login: `user${at}`,
    name: `Person ${at}`,
    email: `person.${at}@company.test`,
    company: at % 2 ? 'Sales' : 'Research',
  }))
  await createEmulator({ service: 'github', port, seed: { github: { users } } })
  process.stdout.write(`http://localhost:${port}\n`)
}
