#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { runOnNeededNode } from './project-node.mjs'

try {
  await runOnNeededNode(fileURLToPath(import.meta.url))
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}

// Only now: an older Node cannot even read TypeScript.
const { main } = await import('../src/main/cli.ts')
await main(process.argv.slice(2))
