import { IconKey, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { NewTokenDialog } from '../../features/settings/new-token-dialog.tsx'
import { TokensTable } from '../../features/settings/tokens-table.tsx'
import { tokensQuery } from '../../lib/queries/settings.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { MayButton } from '../../ui/may-button.tsx'

export function TokensPage() {
  const { tokens: words } = texts.settings
  const tokens = useQuery(tokensQuery)
  const [isOpen, setOpen] = useState(false)
  const add = (
    <MayButton needs="tokens:write" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen(true)}>
      {words.add}
    </MayButton>
  )
  return (
    <Page title={words.title} description={words.description} actions={add}>
      <QueryView
        query={tokens}
        isEmpty={({ items }) => items.length === 0}
        empty={<EmptyState icon={IconKey} {...words.empty} />}
      >
        {({ items }) => <TokensTable tokens={items} />}
      </QueryView>
      <NewTokenDialog isOpen={isOpen} onClose={() => setOpen(false)} />
    </Page>
  )
}
