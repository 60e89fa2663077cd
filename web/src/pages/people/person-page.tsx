import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconTrash, IconUserOff } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { AccountDrawer } from '../../features/accounts/account-drawer.tsx'
import { LastActive, newestOf } from '../../features/accounts/last-active.tsx'
import { AccountsTable } from '../../features/accounts/accounts-table.tsx'
import { EditFieldDialog } from '../../features/people/edit-field-dialog.tsx'
import { ExplainDrawer } from '../../features/people/explain-drawer.tsx'
import { personName } from '../../features/people/people-table.tsx'
import { PersonActivity } from '../../features/people/person-activity.tsx'
import { PersonHistory } from '../../features/people/person-history.tsx'
import { personValues } from '../../features/people/person-values.ts'
import { ProfileTable } from '../../features/people/profile-table.tsx'
import type { PersonDetail } from '../../lib/api-types.ts'
import { useMay } from '../../lib/may.ts'
import { deletePerson, explainQuery, personFieldsQuery, personQuery } from '../../lib/queries/people.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Monogram } from '../../ui/monogram.tsx'
import { Page, Panel, Section } from '../../ui/page.tsx'
import { LoadingLines, QueryView } from '../../ui/query-view.tsx'
import { HolderStatus } from '../../ui/status.tsx'
import { useAction } from '../../ui/use-action.ts'
import { MayItem } from '../../ui/may-button.tsx'

/** One person: who they are, why each value is what it is, and every account they hold. */
export function PersonPage() {
  const { personId } = useParams({ from: '/app/people/$personId' })
  const person = useQuery(personQuery(personId))
  const { data } = person
  const name = data ? personName(data) : texts.people.title
  return (
    <Page
      title={name}
      icon={data && <Monogram name={name} size={38} isRound />}
      back={{ label: texts.people.title, link: { to: '/people' } }}
      description={data && <Subtitle person={data} />}
      actions={data && <PersonMenu person={data} />}
    >
      <QueryView query={person}>{(one) => <Detail person={one} />}</QueryView>
    </Page>
  )
}

function Subtitle({ person }: { person: PersonDetail }) {
  const parts = [person.title, person.department].filter(Boolean).join(', ')
  return (
    <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: '2px 14px' }}>
      <span style={{ color: 'var(--rc-text)' }}>
        <HolderStatus status={person.status} />
      </span>
      {parts && <span>{parts}</span>}
      {person.accounts.length > 0 && (
        <span style={{ display: 'inline-flex', gap: 8 }}>
          {texts.people.person.lastActive} <LastActive account={newestOf(person.accounts)} isLong />
        </span>
      )}
    </span>
  )
}

function Detail({ person }: { person: PersonDetail }) {
  const { person: words } = texts.people
  const may = useMay()
  const { explain, account } = useSearch({ from: '/app/people/$personId' })
  const navigate = useNavigate({ from: '/people/$personId' })
  const [edited, setEdited] = useState<string | null>(null)
  const fields = useQuery(personFieldsQuery)
  const explanations = useQuery(explainQuery(person.id))
  const open = (search: { explain?: string | undefined; account?: string | undefined }) =>
    void navigate({ search, replace: true, resetScroll: false })
  const values = fields.data && explanations.data ? personValues(fields.data.items, explanations.data) : []
  const find = (field: string | null | undefined) => values.find((value) => value.field.name === field)
  return (
    <>
      <Section title={words.accounts}>
        {person.accounts.length === 0 ? (
          <EmptyState isPlain icon={IconUserOff} {...words.noAccounts} />
        ) : (
          <AccountsTable accounts={person.accounts} of="person" onOpen={(id) => open({ account: id })} />
        )}
      </Section>
      <Section title={words.profile}>
        <QueryView query={explanations} loading={<LoadingLines count={8} height={30} />}>
          {() => (
            <QueryView query={fields} loading={<LoadingLines count={8} height={30} />}>
              {() => (
                <Panel isPadded={false}>
                  <ProfileTable
                    person={person}
                    values={values}
                    onExplain={(field) => open({ explain: field })}
                    onEdit={setEdited}
                  />
                </Panel>
              )}
            </QueryView>
          )}
        </QueryView>
      </Section>
      <Section title={words.activity}>
        <PersonActivity personId={person.id} />
      </Section>
      {may('audit:read') && (
        <Section title={words.history}>
          <PersonHistory personId={person.id} />
        </Section>
      )}
      <ExplainDrawer value={find(explain)} onClose={() => open({})} />
      <EditFieldDialog personId={person.id} value={find(edited)} onClose={() => setEdited(null)} />
      <AccountDrawer accountId={account} onClose={() => open({})} />
    </>
  )
}

function PersonMenu({ person }: { person: PersonDetail }) {
  const { person: words } = texts.people
  const [isOpen, setOpen] = useState(false)
  const navigate = useNavigate()
  const client = useQueryClient()
  const remove = useAction(deletePerson, {
    done: words.remove.done,
    showsProblem: true,
    onDone: async () => {
      await navigate({ to: '/people' })
      client.removeQueries({ queryKey: ['people', person.id] })
      await client.invalidateQueries()
    },
  })
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={words.menu}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <MayItem
            needs="directory:write"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setOpen(true)}
          >
            {words.remove.action}
          </MayItem>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        title={words.remove.title(personName(person))}
        confirm={words.remove.confirm}
        isDangerous
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        action={{ isPending: remove.isPending, error: remove.error, run: () => remove.mutate(person.id) }}
      >
        {words.remove.text}
      </ConfirmDialog>
    </>
  )
}
