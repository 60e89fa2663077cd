import { Group, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import type { Variable } from '../../lib/api-types.ts'
import { deleteVariable } from '../../lib/queries/variables.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { MayButton } from '../../ui/may-button.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'

export function VariablesTable({ variables, onEdit }: { variables: Variable[]; onEdit: (variable: Variable) => void }) {
  const { variables: words } = texts
  const [asks, setAsks] = useState<Variable | null>(null)
  const remove = useAction(deleteVariable, {
    renews: [['variables']],
    done: words.removed,
    showsProblem: true,
    onDone: () => setAsks(null),
  })
  const columns: Column<Variable>[] = [
    { id: 'name', header: words.columns.name, cell: ({ name }) => <span className="mono">{name}</span> },
    { id: 'value', header: words.columns.value, cell: ({ value }) => value },
    {
      id: 'updated',
      header: words.columns.updated,
      hideBelow: 'md',
      cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
    },
    {
      id: 'actions',
      header: <VisuallyHidden>{texts.common.actions}</VisuallyHidden>,
      align: 'right',
      cell: (variable) => (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <MayButton
            needs="settings:write"
            size="compact-sm"
            variant="default"
            aria-label={words.editNamed(variable.name)}
            onClick={() => onEdit(variable)}
          >
            {words.edit}
          </MayButton>
          <MayButton
            needs="settings:write"
            size="compact-sm"
            variant="default"
            aria-label={words.removeNamed(variable.name)}
            onClick={() => setAsks(variable)}
          >
            {words.remove}
          </MayButton>
        </Group>
      ),
    },
  ]
  return (
    <>
      <DataTable label={words.list} rows={variables} columns={columns} rowKey={({ name }) => name} />
      <ConfirmDialog
        title={words.removeTitle(asks?.name ?? '')}
        confirm={words.remove}
        isDangerous
        isOpen={asks !== null}
        onClose={() => setAsks(null)}
        action={{ isPending: remove.isPending, error: remove.error, run: () => asks && remove.mutate(asks.name) }}
      >
        {words.removeText}
      </ConfirmDialog>
    </>
  )
}
