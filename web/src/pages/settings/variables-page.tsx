import { IconBraces, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { VariableDialog } from '../../features/settings/variable-dialog.tsx'
import { VariablesTable } from '../../features/settings/variables-table.tsx'
import type { Variable } from '../../lib/api-types.ts'
import { variablesQuery } from '../../lib/queries/variables.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { MayButton } from '../../ui/may-button.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'

export function VariablesPage() {
  const { variables: words } = texts
  const variables = useQuery(variablesQuery)
  const [edited, setEdited] = useState<Variable | null | undefined>()
  const add = (
    <MayButton needs="settings:write" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited(null)}>
      {words.add}
    </MayButton>
  )
  return (
    <Page title={words.title} description={words.description} actions={add}>
      <QueryView
        query={variables}
        isEmpty={({ items }) => items.length === 0}
        empty={<EmptyState icon={IconBraces} {...words.empty} />}
      >
        {({ items }) => <VariablesTable variables={items} onEdit={setEdited} />}
      </QueryView>
      <VariableDialog variable={edited} onClose={() => setEdited(undefined)} />
    </Page>
  )
}
