import { CLI_ACTOR } from '#core/audit/actor.ts'
import { revokeAll, type RevokeAllReport } from '#core/connections/revoke-all.ts'
import { UsageError, type Command } from '../command.ts'
import { commandLog } from '../command-log.ts'
import { readConfig } from '../config.ts'
import { openRollcall } from '../open-rollcall.ts'
import { figure, table } from '../table.ts'

export const revokeAllCommand: Command = {
  name: 'revoke-all',
  summary: 'Break-glass: disconnects everything, has it revoked at the vendors, and erases every credential.',
  usage: '--yes',
  options: { yes: { type: 'boolean', explains: 'Needed: every connection has to be authorised anew afterwards.' } },
  words: { min: 0, max: 0 },
  async run(input) {
    if (input.values['yes'] !== true) {
      throw new UsageError('This takes every credential away. Say --yes if that is what you want.')
    }
    const rollcall = await openRollcall(readConfig(input.env, input.folder), commandLog(input), 'revoke-all')
    try {
      const { db, vault, connectors, clock, log } = rollcall
      const report = await revokeAll({ db, vault, connectors, clock, log }, CLI_ACTOR)
      input.out.write(input.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report))
      const { connections, credentials } = report
      return [...connections, ...credentials].some(({ outcome }) => outcome === 'failed') ? 1 : 0
    } finally {
      await rollcall.close()
    }
  },
}

const WORDS = {
  revoked: 'revoked at the vendor',
  unsupported: 'erased here',
  failed: 'erased here; the vendor could not be told',
  disconnected: 'was disconnected meanwhile',
}

function reportText({ connections, credentials }: RevokeAllReport): string {
  const ends = [...connections, ...credentials.map((one) => ({ ...one, name: `${one.name} (unused)` }))]
  const rows = ends.map(({ name, connector, method, outcome }) => [name, connector, method, WORDS[outcome]])
  const left = ends.filter(({ whatToDo }) => whatToDo !== null)
  return [
    `${figure(connections.length)} connections are disconnected, ${figure(credentials.length)} further credentials are erased.\n`,
    ...(rows.length > 0 ? ['\n', table(['name', 'app', 'method', 'what became of it'], rows)] : []),
    ...(left.length > 0 ? [`\n${figure(left.length)} are for a person to end at the vendor:\n\n`] : []),
    ...left.map(({ name, whatToDo }) => `- ${name}: ${whatToDo}\n`),
  ].join('')
}
