import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'

type ProjectNode = { findProjectNode: () => string | undefined; neededNode: (version?: string) => string }
const module = new URL('../../bin/project-node.mjs', import.meta.url)
const { findProjectNode, neededNode } = (await import(module.href)) as ProjectNode
const skip = findProjectNode() === undefined && 'no Node comes as a package for this system'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-shim-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** A program that believes to be on an old Node, tells who really runs it, and then does what its argument says. */
const program = join(folder, 'program.mjs')
writeFileSync(
  program,
  `import { runOnNeededNode } from ${JSON.stringify(module.href)}
   await runOnNeededNode(${JSON.stringify(program)}, '20.20.2')
   const [what, value] = process.argv.slice(2)
   if (what === 'exit') process.exitCode = Number(value)
   const wait = what === 'exit' ? undefined : setInterval(() => {}, 1000)
   if (what === 'stubborn') process.on('SIGTERM', () => { console.log('asked to end'); process.exitCode = 7; clearInterval(wait) })
   // Last, because a test sends its signal when it reads this.
   console.log(JSON.stringify({ execPath: process.execPath, pid: process.pid, args: process.argv.slice(2), inherited: process.env.ROLLCALL_REEXECUTED }))
  `,
)

function start(...args: string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface(child.stdout)
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>
  const first = once(lines, 'line').then(
    ([line]) => JSON.parse(line as string) as { pid: number; execPath: string; args: string[]; inherited?: string },
  )
  return { child, lines, exited, first }
}

test(
  'an old Node hands over to the one that comes with the project, with arguments and exit code',
  { skip },
  async () => {
    const { child, exited, first } = start('exit', '3', 'a b')
    const inner = await first
    assert.equal(inner.execPath, findProjectNode())
    assert.notEqual(inner.pid, child.pid)
    assert.deepEqual(inner.args, ['exit', '3', 'a b'])
    assert.equal(inner.inherited, undefined, 'the mark does not reach what the program starts')
    assert.deepEqual(await exited, [3, null])
  },
)

test('a signal reaches the program, which ends in its own way', { skip }, async () => {
  const { child, lines, exited, first } = start('stubborn')
  await first
  const asked = once(lines, 'line')
  child.kill('SIGTERM')
  assert.deepEqual(await asked, ['asked to end'])
  assert.deepEqual(await exited, [7, null])
})

test('a program that a signal ends gives the exit code that a shell would', { skip }, async () => {
  const { child, exited, first } = start('wait')
  await first
  child.kill('SIGINT')
  assert.deepEqual(await exited, [130, null])
})

test('no program is left behind when the outer process is killed', { skip }, async () => {
  const { child, first } = start('wait')
  await first
  // The program holds the same standard output, which closes when both are gone.
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  assert.deepEqual(await closed, [null, 'SIGKILL'])
})

test('a Node that is new enough is used as it is', () => {
  assert.equal(neededNode('24.0.0'), process.execPath)
  assert.equal(neededNode('26.1.0'), process.execPath)
})

test(
  'a script of npm ends in order when npm, or the shell between, is killed',
  { skip: !existsSync('/proc/self') },
  async () => {
    for (const victim of ['npm', 'shell']) {
      const script = `"${process.execPath}" "${program}" stubborn; exit $?`
      const npm = `process.env.npm_lifecycle_event = 'start'
      const shell = require('node:child_process').spawn('sh', ['-c', process.argv[1]], { stdio: 'inherit' })
      console.log(shell.pid)`
      const child = spawn(process.execPath, ['-e', npm, script], { stdio: ['ignore', 'pipe', 'inherit'] })
      const output: string[] = []
      const lines = createInterface(child.stdout).on('line', (line) => output.push(line))
      while (output.length < 2) await once(lines, 'line')
      const closed = once(child, 'close')
      const [shell = ''] = output
      process.kill(victim === 'npm' ? (child.pid ?? 0) : Number(shell), 'SIGKILL')
      await closed
      assert.equal(output.at(-1), 'asked to end', victim)
    }
  },
)
