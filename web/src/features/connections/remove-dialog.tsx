import { Group, Stack } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Connection, Removal } from '../../lib/api-types.ts'
import { figure } from '../../lib/format.ts'
import { deleteConnection, removalQuery, saveRows } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { LoadingLines, QueryView } from '../../ui/query-view.tsx'
import { useAction } from '../../ui/use-action.ts'
import classes from './connections.module.css'
import { MayButton } from '../../ui/may-button.tsx'

type Props = { connection: Connection; isOpen: boolean; onClose: () => void }

/** Says to the row what goes, offers it as files, and asks for the name (F39). */
export function RemoveDialog({ connection, isOpen, onClose }: Props) {
  const { remove: words } = texts.connections.settings
  const client = useQueryClient()
  const navigate = useNavigate()
  const removal = useQuery({ ...removalQuery(connection.id), enabled: isOpen })
  const remove = useAction(() => deleteConnection(connection.id, connection.name), {
    done: words.done,
    showsProblem: true,
    onDone: async () => {
      // First away: what shows the connection would ask for it once more.
      await navigate({ to: '/connections' })
      client.removeQueries({ queryKey: ['connections', connection.id] })
      await client.invalidateQueries()
    },
  })
  return (
    <ConfirmDialog
      title={words.title(connection.name)}
      confirm={words.confirm}
      isDangerous
      typed={connection.name}
      isOpen={isOpen}
      onClose={onClose}
      action={{ isPending: remove.isPending, error: remove.error, run: () => remove.mutate(undefined) }}
    >
      <QueryView query={removal} loading={<LoadingLines count={4} height={20} />}>
        {(data) => <WhatGoes removal={data} connectionId={connection.id} />}
      </QueryView>
    </ConfirmDialog>
  )
}

const COUNTS = Object.keys(
  texts.connections.settings.remove.counts,
) as (keyof typeof texts.connections.settings.remove.counts)[]

function WhatGoes({ removal, connectionId }: { removal: Removal; connectionId: string }) {
  const { remove: words } = texts.connections.settings
  const save = useAction((of: 'accounts' | 'people') => saveRows(connectionId, of))
  const { credential, peopleStaying, isPrimarySource, undoDays } = removal
  return (
    <Stack gap="sm">
      <p style={{ margin: 0 }}>{words.days(undoDays)}</p>
      <dl className={classes.going} aria-label={words.goes}>
        {COUNTS.filter((name) => removal[name] > 0 || name === 'accounts').map((name) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{words.counts[name]}</dt>
            <dd>{figure(removal[name])}</dd>
          </div>
        ))}
      </dl>
      <ul className={classes.notes}>
        {peopleStaying > 0 && <li>{words.staying(peopleStaying)}</li>}
        {credential && (
          <li>
            {credential.fate === 'kept'
              ? words.credentialKept(credential.name, credential.usedBy.join(', '))
              : words.credentialDeleted(credential.name)}
          </li>
        )}
        {isPrimarySource && <li>{words.primary}</li>}
      </ul>
      <Group gap="xs">
        <span className="muted">{words.exportFirst}</span>
        {(['accounts', 'people'] as const).map((of) => (
          <MayButton
            needs="exports:run"
            key={of}
            loading={save.isPending && save.variables === of}
            onClick={() => save.mutate(of)}
            size="compact-sm"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            {of === 'accounts' ? words.exportAccounts : words.exportPeople}
          </MayButton>
        ))}
      </Group>
    </Stack>
  )
}
