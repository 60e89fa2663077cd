import { Select } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import type { Connection } from '../../lib/api-types.ts'
import { connectionsQuery, editConnection, keepConnection } from '../../lib/queries/connections.ts'
import { useMay } from '../../lib/may.ts'
import { texts } from '../../lib/texts.ts'
import { useAction } from '../../ui/use-action.ts'

/** Which app record gets the accounts; only where several connections read the same app is there a choice (F40). */
export function AppRecordSelect({ connection }: { connection: Connection }) {
  const { settings: words } = texts.connections
  const client = useQueryClient()
  const may = useMay()
  const all = useInfiniteQuery(connectionsQuery())
  const siblings = all.data?.filter(({ connector }) => connector === connection.connector) ?? []
  const save = useAction((appRecord: 'shared' | 'own') => editConnection(connection.id, { appRecord }), {
    done: texts.common.saved,
    renews: [['apps'], ['accounts']],
    onDone: (saved) => keepConnection(client, saved),
  })
  if (siblings.length < 2) return null
  const isShared = siblings.some(({ id, appId }) => id !== connection.id && appId === connection.appId)
  return (
    <Select
      label={words.appRecord}
      description={words.appRecordHelp}
      data={[
        { value: 'shared', label: words.appRecordShared },
        { value: 'own', label: words.appRecordOwn },
      ]}
      value={isShared || connection.appId === connection.connector ? 'shared' : 'own'}
      allowDeselect={false}
      disabled={save.isPending || !may('connections:write')}
      onChange={(value) => value && save.mutate(value)}
    />
  )
}
