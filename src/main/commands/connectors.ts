import type { Command } from '../command.ts'
import { CONNECTORS } from '../load-connectors.ts'
import { table } from '../table.ts'

export const connectorsCommand: Command = {
  name: 'connectors',
  summary: 'Lists the apps that can be connected.',
  usage: '',
  options: {},
  words: { min: 0, max: 0 },
  async run({ out, json }) {
    const connectors = [...CONNECTORS.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const rows = connectors.map(({ id, name, category, capabilities, auth }) => ({
      id,
      name,
      category,
      capabilities,
      methods: auth.map((method) => method.id),
    }))
    out.write(
      json
        ? `${JSON.stringify(rows, null, 2)}\n`
        : table(
            ['ID', 'NAME', 'CATEGORY', 'METHODS'],
            rows.map((row) => [row.id, row.name, row.category, row.methods.join(', ')]),
          ),
    )
    return 0
  },
}
