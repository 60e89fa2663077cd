import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { AppError } from '#base/errors.ts'
import { CLI_ACTOR } from '#core/audit/actor.ts'
import { recordAudit } from '#core/audit/record-audit.ts'
import { bytesOf } from '#vault/key-ring.ts'
import { makeKeyFile, readKey, readKeyFile } from '#vault/key-file.ts'
import { finishFiles } from '#vault/root-key.ts'
import { readVaultStatus, rotateRootKey, type RotationReport, type VaultStatus } from '#vault/rotate.ts'
import type { RootKeyVersion } from '#vault/seal.ts'
import type { Command, Input } from '../command.ts'
import { commandLog } from '../command-log.ts'
import { readConfig, type Config } from '../config.ts'
import { openRollcall, type Rollcall } from '../open-rollcall.ts'
import { figure, table } from '../table.ts'

export const rotateKeysCommand: Command = {
  name: 'rotate-keys',
  summary:
    'Seals every secret anew under another root key, while Rollcall runs. May be killed at any moment; run again, it goes on.',
  usage: '[--key-file <file> | --status]',
  options: {
    'key-file': {
      type: 'string',
      explains: 'The new key: 32 bytes as base64 or hex. Else ROLLCALL_ROOT_KEY_NEXT, else one is made.',
    },
    status: { type: 'boolean', explains: 'Only say which keys there are, and what is sealed under them.' },
  },
  words: { min: 0, max: 0 },
  async run(input) {
    const { values, json, out } = input
    const config = readConfig(input.env, input.folder)
    const rollcall = await openRollcall(config, commandLog(input), 'rotate-keys')
    try {
      if (values['status'] === true) {
        const status = await readVaultStatus(rollcall.db)
        out.write(json ? `${JSON.stringify(status, null, 2)}\n` : statusText(status))
        return 0
      }
      await rotate(input, config, rollcall)
      return 0
    } finally {
      await rollcall.close()
    }
  },
}

async function rotate(input: Input, config: Config, rollcall: Rollcall): Promise<void> {
  const { out, err, json, signal, values } = input
  const { db, rootKey } = rollcall
  if (rootKey.putAside !== undefined) {
    const { id } = await rootKey.current()
    out.write(
      json
        ? `${JSON.stringify({ to: id, kept: rootKey.putAside })}\n`
        : `The rotation that had been begun is over: ${id} is the root key. ${keptText(rootKey.putAside)}`,
    )
    return
  }
  const { old } = await readVaultStatus(db)
  const given = await givenKey(config, values['key-file'])
  // A rotation that was begun needs no new key: the database hands it over, sealed under the old one.
  const next = old === null || given ? await keepNextKey(config, given) : undefined
  const started = performance.now()
  const record = (action: string) => (tx: Parameters<typeof recordAudit>[0], detail: object) =>
    recordAudit(tx, CLI_ACTOR, { action, target: { kind: 'vault', id: 'root key' }, detail: { ...detail } })
  const report = await rotateRootKey({
    db,
    rootKey,
    next,
    onBegin: record('vault.rotate_begin'),
    onEnd: record('vault.rotate_end'),
    signal,
    ...(err.isTTY && !json ? { onProgress: progress(err) } : {}),
  })
  if (err.isTTY && !json) err.write('\n')
  const kept = config.rootKey ? undefined : await finishFiles(config.home, db)
  const seconds = (performance.now() - started) / 1000
  out.write(
    json ? `${JSON.stringify({ ...report, kept, seconds })}\n` : reportText(report, seconds, config, given, kept),
  )
}

async function givenKey({ rootKeyNext }: Config, file: unknown): Promise<RootKeyVersion | undefined> {
  if (typeof file !== 'string') return rootKeyNext && readKey(rootKeyNext.reveal(), 'ROLLCALL_ROOT_KEY_NEXT')
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw new AppError('invalid_input', { message: `${file} cannot be read.`, cause })
  }
  return readKey(text, file)
}

/**
 * Sees to it that the new key is kept before anything is sealed under it: in `root.key.next`, unless it comes from the
 * environment like the one before it.
 */
async function keepNextKey(config: Config, given: RootKeyVersion | undefined): Promise<RootKeyVersion> {
  if (config.rootKey && given) return given
  const there = await readKeyFile(config.home, 'root.key.next')
  if (there && given && there.id !== given.id) {
    throw new AppError('root_key_wrong', {
      message: `${join(config.home, 'root.key.next')} holds another new key (${there.id}). Leave the given one out to use it, or move it away.`,
    })
  }
  return there ?? makeKeyFile(config.home, 'root.key.next', given && bytesOf(given))
}

function progress(to: Writable): (done: number, total: number) => void {
  return (done, total) => void to.write(`\r${figure(done)} of ${figure(total)} sealed anew `)
}

function reportText(
  { from, to, sealed, resumed }: RotationReport,
  seconds: number,
  config: Config,
  given: RootKeyVersion | undefined,
  kept: string | undefined,
): string {
  const total = Object.values(sealed).reduce((sum, count) => sum + count, 0)
  const counts = Object.entries(sealed).filter(([, count]) => count > 0)
  return [
    `${resumed ? 'The rotation that had been begun is over' : 'The root key was rotated'}: ${from} → ${to}, ${figure(total)} secrets sealed anew in ${seconds.toFixed(1)} s.\n`,
    ...counts.map(([name, count]) => `  ${name}  ${figure(count)}\n`),
    `Nothing is left under ${from}: counted with the tables locked, in the transaction that retired it.\n`,
    ...(kept === undefined ? [] : [keptText(kept)]),
    ...(config.rootKey ? [environmentText(config, given)] : []),
  ].join('')
}

function keptText(kept: string): string {
  return `The old key was put aside as ${kept} in ROLLCALL_HOME. Backups from before need it; delete it together with them.\n`
}

function environmentText({ home }: Config, given: RootKeyVersion | undefined): string {
  const where = given ? 'the new key' : `the content of ${join(home, 'root.key.next')}`
  return `Before the next start, set ROLLCALL_ROOT_KEY to ${where}, and take ROLLCALL_ROOT_KEY_NEXT away. What runs now goes on.\n`
}

function statusText({ current, old, retired, columns }: VaultStatus): string {
  const rows = columns.map((one) => [one.name, figure(one.current), figure(one.old), figure(one.other)])
  return [
    `Root key: ${current ?? 'none'}\n`,
    old === null ? '' : `A rotation from ${old} is under way; run rotate-keys to go on with it.\n`,
    ...retired.map(({ id, at }) => `Retired: ${id} on ${at.toISOString().slice(0, 10)}\n`),
    '\n',
    table(['sealed in', 'under it', 'under the old one', 'under others'], rows),
  ].join('')
}
