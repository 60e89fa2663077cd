// One worker of a crash test: runs one sync, in a process that can be killed. node run-sync.ts <database url> <root key> <sync id>
import { runSync } from '#sync/run.ts'
import { openTestEngine } from '../helpers/engine.ts'

const [url, rootKey, syncId] = process.argv.slice(2)
const engine = await openTestEngine(url!, { rootKey: rootKey! })
const end = await runSync(engine.parts, syncId!, new AbortController().signal)
process.stdout.write(`${JSON.stringify(end)}\n`)
await engine.close()
