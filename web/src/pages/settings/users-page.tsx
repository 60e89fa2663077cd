import { IconUserPlus, IconUsers } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { InvitationsTable } from '../../features/users/invitations-table.tsx'
import { InviteDialog } from '../../features/users/invite-dialog.tsx'
import { UsersTable } from '../../features/users/users-table.tsx'
import { invitationsQuery, usersQuery } from '../../lib/queries/users.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, SearchField } from '../../ui/filters.tsx'
import { MayButton } from '../../ui/may-button.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'

/** Who signs in to Rollcall. */
export function UsersPage() {
  const { users: words } = texts.access
  const [search, setSearch] = useState('')
  const [isOpen, setOpen] = useState(false)
  const users = useInfiniteQuery({
    ...usersQuery(search || undefined),
    // While one types, the last answer stays instead of flashing lines.
    placeholderData: (before) => before,
  })
  const invitations = useQuery(invitationsQuery)
  return (
    <Page
      title={words.title}
      description={words.description}
      actions={
        <MayButton
          needs="users:write"
          leftSection={<IconUserPlus size={16} aria-hidden />}
          onClick={() => setOpen(true)}
        >
          {words.invite}
        </MayButton>
      }
    >
      <FilterBar>
        <SearchField label={words.search} value={search} onChange={setSearch} />
      </FilterBar>
      <QueryView
        query={users}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState icon={IconUsers} title={words.title} />}
      >
        {(list) => <UsersTable users={list} more={users} />}
      </QueryView>
      {(invitations.data === undefined || invitations.data.items.length > 0) && (
        <Section title={words.invitations.title}>
          <QueryView query={invitations}>{({ items }) => <InvitationsTable invitations={items} />}</QueryView>
        </Section>
      )}
      <InviteDialog isOpen={isOpen} onClose={() => setOpen(false)} />
    </Page>
  )
}
