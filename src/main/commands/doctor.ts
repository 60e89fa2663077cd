import type { Command } from '../command.ts'
import { readConfig } from '../config.ts'
import { examine, type Finding } from '../doctor.ts'

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Looks at everything that Rollcall stands on, and says what is wrong. Changes nothing.',
  usage: '[--audit]',
  options: {
    audit: {
      type: 'boolean',
      explains: 'Go through the whole audit log, too, and name the first event that is not as it was written.',
    },
  },
  words: { min: 0, max: 0 },
  async run({ env, folder, out, json, values }) {
    const findings = await examine(readConfig(env, folder), { audit: values['audit'] === true })
    out.write(json ? `${JSON.stringify(findings, null, 2)}\n` : findings.map(line).join(''))
    return findings.some(({ level }) => level === 'fail') ? 1 : 0
  },
}

function line({ level, what, text }: Finding): string {
  return `${level.padEnd(4)}  ${what.padEnd(11)}  ${text}\n`
}
