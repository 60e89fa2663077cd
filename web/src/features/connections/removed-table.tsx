import { Button, Group, Modal, Stack, TextInput, VisuallyHidden } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Connection } from '../../lib/api-types.ts'
import { toProblem } from '../../lib/api/client.ts'
import { restoreConnection } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { DataTable, PrimaryCell, type Column } from '../../ui/data-table.tsx'
import { Monogram } from '../../ui/monogram.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'
import { MayButton } from '../../ui/may-button.tsx'

type Props = {
  connections: Connection[]
  more: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}

const DAY_MS = 24 * 60 * 60_000

/** Removed connections, with the days that are left to take the removal back. */
export function RemovedTable({ connections, more }: Props) {
  const { removedList: words, columns: heads } = texts.connections
  const [restoring, setRestoring] = useState<Connection | null>(null)
  const columns: Column<Connection>[] = [
    {
      id: 'name',
      header: heads.name,
      cell: ({ name, appName }) => (
        <PrimaryCell icon={<Monogram name={appName} size={30} />} detail={appName === name ? null : appName}>
          {name}
        </PrimaryCell>
      ),
    },
    {
      id: 'removed',
      header: words.removedAt,
      hideBelow: 'sm',
      cell: ({ removed }) => removed && <RelativeTime at={removed.at} />,
    },
    { id: 'left', header: words.left, cell: ({ removed }) => removed && words.daysLeft(daysUntil(removed.until)) },
    {
      id: 'restore',
      header: <VisuallyHidden>{texts.common.actions}</VisuallyHidden>,
      align: 'right',
      cell: (connection) => (
        <MayButton
          needs="connections:write"
          size="compact-sm"
          variant="default"
          aria-label={words.restoreNamed(connection.name)}
          onClick={() => setRestoring(connection)}
        >
          {words.restore}
        </MayButton>
      ),
    },
  ]
  return (
    <>
      <DataTable label={words.title} rows={connections} columns={columns} rowKey={({ id }) => id} more={more} />
      <Modal
        opened={restoring !== null}
        onClose={() => setRestoring(null)}
        title={restoring && words.restoreTitle(restoring.name)}
        size={480}
      >
        {restoring && <RestoreForm connection={restoring} onClose={() => setRestoring(null)} />}
      </Modal>
    </>
  )
}

function daysUntil(instant: string): number {
  return Math.ceil((Date.parse(instant) - Date.now()) / DAY_MS)
}

/** The name is asked for only when it has been taken meanwhile. */
function RestoreForm({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { removedList: words } = texts.connections
  const [name, setName] = useState(connection.name)
  const client = useQueryClient()
  const navigate = useNavigate()
  const restore = useAction(
    () => restoreConnection(connection.id, name === connection.name ? undefined : name.trim()),
    {
      done: words.restored,
      showsProblem: true,
      onDone: async ({ id }) => {
        await client.invalidateQueries()
        await navigate({ to: '/connections/$connectionId', params: { connectionId: id } })
      },
    },
  )
  const isTaken = restore.error !== null && toProblem(restore.error).code === 'name_taken'
  const [wasTaken, setWasTaken] = useState(false)
  if (isTaken && !wasTaken) setWasTaken(true)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!restore.isPending && name.trim() !== '') restore.mutate(undefined)
      }}
    >
      <Stack gap="md">
        <p style={{ margin: 0 }}>{words.restoreText}</p>
        {wasTaken && (
          <TextInput
            label={words.newName}
            description={words.newNameHelp}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
        )}
        {restore.error && <ProblemNotice error={restore.error} shownFields={['name']} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={restore.isPending}>
            {words.restore}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
