import type { Command } from '../command.ts'
import { readConfig } from '../config.ts'
import { examine, type Finding } from '../doctor.ts'

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Looks at everything that Rollcall stands on, and says what is wrong. Changes nothing.',
  usage: '',
  options: {},
  words: { min: 0, max: 0 },
  async run({ env, folder, out, json }) {
    const findings = await examine(readConfig(env, folder))
    out.write(json ? `${JSON.stringify(findings, null, 2)}\n` : findings.map(line).join(''))
    return findings.some(({ level }) => level === 'fail') ? 1 : 0
  },
}

function line({ level, what, text }: Finding): string {
  return `${level.padEnd(4)}  ${what.padEnd(11)}  ${text}\n`
}
