import { silentLog } from '#base/log.ts'
import { startEmbedded } from '#db/embedded.ts'

// A process that uses the embedded server of a home: for tests that kill it. It says `ready` with what it got, and closes
// in order when its standard input ends.
const [home = ''] = process.argv.slice(2)
const server = await startEmbedded({ home, log: silentLog, disposable: true })
process.stdout.write(`${JSON.stringify({ url: server.url, attached: server.attached })}\n`)
process.stdin.resume()
process.stdin.once('end', () => void server.close())
