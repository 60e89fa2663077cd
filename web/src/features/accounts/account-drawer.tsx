import { Drawer, Group, Select, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Account, AccountDetail } from '../../lib/api-types.ts'
import { valueText, wordsOf } from '../../lib/format.ts'
import { accountQuery, editAccount, ignoreAccount, unmatchAccount } from '../../lib/queries/accounts.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Facts } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { HolderStatus } from '../../ui/status.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'
import { accountName, flagsOf } from './accounts-table.tsx'
import { LastActive } from './last-active.tsx'
import { MatchDialog } from './match-dialog.tsx'
import { DIRECTORY } from './renews.ts'
import { MayButton } from '../../ui/may-button.tsx'

/** One account, beside the list it was opened from. Its id stands in the address. */
export function AccountDrawer({ accountId, onClose }: { accountId: string | undefined; onClose: () => void }) {
  const account = useQuery({ ...accountQuery(accountId ?? ''), enabled: accountId !== undefined })
  const title = account.data ? accountName(account.data) : texts.accounts.detail.title
  return (
    <Drawer opened={accountId !== undefined} onClose={onClose} size={440} title={title}>
      {accountId !== undefined && <QueryView query={account}>{(data) => <Detail account={data} />}</QueryView>}
    </Drawer>
  )
}

function Detail({ account }: { account: AccountDetail }) {
  const { detail: words } = texts.accounts
  const flags = flagsOf(account)
  const fields = Object.entries(account.fields)
  return (
    <Stack gap="xl">
      <Facts
        facts={[
          [words.status, <HolderStatus key="status" status={account.status} />],
          [
            words.sourceStatus,
            account.sourceStatus === account.status ? undefined : texts.words.status[account.sourceStatus],
          ],
          [words.vendorStatus, account.vendorStatus ?? undefined],
          [
            words.missingSince,
            account.missingSince ? <RelativeTime key="missing" at={account.missingSince} /> : undefined,
          ],
          [words.connection, <ConnectionLink key="connection" account={account} />],
          [words.email, account.email ?? undefined],
          [words.username, account.username ?? undefined],
          [
            words.id,
            <code key="id" className="mono">
              {account.externalId}
            </code>,
          ],
          [words.role, account.role ?? undefined],
          [words.kind, flags.length > 0 ? flags.join(', ') : undefined],
          [words.licences, account.licences.length > 0 ? account.licences.join(', ') : undefined],
          [words.lastActive, <LastActive key="active" account={account} isLong />],
          [
            texts.activity.knownFrom,
            account.lastActiveSource === null ? undefined : sourceText(account.lastActiveSource),
          ],
          [words.created, account.createdAt ? <RelativeTime key="created" at={account.createdAt} /> : undefined],
          [words.firstSeen, <RelativeTime key="seen" at={account.firstSeenAt} />],
        ]}
      />
      <PersonOf account={account} />
      <ManualStatus account={account} />
      <section>
        <h3 style={{ margin: '0 0 8px' }}>{words.entitlements(account.entitlements.length)}</h3>
        {account.entitlements.length === 0 ? (
          <p className="muted" style={{ margin: 0 }}>
            {words.noEntitlements}
          </p>
        ) : (
          <Facts
            facts={account.entitlements.map(
              ({ kind, name }) =>
                [
                  name,
                  <span key={name} className="muted">
                    {texts.words.entitlementKind[kind]}
                  </span>,
                ] as const,
            )}
          />
        )}
      </section>
      {fields.length > 0 && (
        <section>
          <h3 style={{ margin: '0 0 8px' }}>{words.fields}</h3>
          <Facts facts={fields.map(([name, value]) => [wordsOf(name), valueText(value)] as const)} />
        </section>
      )}
    </Stack>
  )
}

/** A list of the connector, in words. */
function sourceText(source: string): string {
  return source === 'accounts' ? texts.activity.fromAccounts : wordsOf(source)
}

function ConnectionLink({ account }: { account: Account }) {
  return (
    <Link
      to="/connections/$connectionId"
      params={{ connectionId: account.connectionId }}
      style={{ color: 'var(--mantine-color-anchor)' }}
    >
      {account.connectionName}
    </Link>
  )
}

/** Whose it is, and the ways to change that. */
function PersonOf({ account }: { account: Account }) {
  const { detail: words, unmatched } = texts.accounts
  const [asks, setAsks] = useState<'match' | 'unmatch' | null>(null)
  const close = () => setAsks(null)
  const take = useAction(unmatchAccount, {
    renews: DIRECTORY,
    done: words.unmatched,
    showsProblem: true,
    onDone: close,
  })
  const unignore = useAction((id: string) => ignoreAccount(id, false), { renews: DIRECTORY, done: words.unignored })
  return (
    <section>
      <h3 style={{ margin: '0 0 8px' }}>{words.person}</h3>
      <Group justify="space-between" gap="xs">
        {account.personId ? (
          <Link
            to="/people/$personId"
            params={{ personId: account.personId }}
            style={{ color: 'var(--mantine-color-anchor)' }}
          >
            {account.personName ?? texts.people.noName}
          </Link>
        ) : (
          <span className="muted">{account.ignored ? texts.accounts.ignored : texts.accounts.noPerson}</span>
        )}
        <Group gap="xs">
          {account.ignored && (
            <MayButton
              needs="directory:write"
              size="xs"
              variant="default"
              loading={unignore.isPending}
              onClick={() => unignore.mutate(account.id)}
            >
              {words.unignore}
            </MayButton>
          )}
          <MayButton
            needs="directory:write"
            size="xs"
            variant="default"
            onClick={() => setAsks(account.personId ? 'unmatch' : 'match')}
          >
            {account.personId ? words.unmatch : unmatched.match}
          </MayButton>
        </Group>
      </Group>
      <ConfirmDialog
        title={words.unmatchTitle}
        confirm={words.unmatchConfirm}
        isOpen={asks === 'unmatch'}
        onClose={close}
        action={{ isPending: take.isPending, error: take.error, run: () => take.mutate(account.id) }}
      >
        {words.unmatchText}
      </ConfirmDialog>
      <MatchDialog account={asks === 'match' ? account : null} onClose={close} />
    </section>
  )
}

/** A status that holds whatever the source says. */
function ManualStatus({ account }: { account: Account }) {
  const { detail: words } = texts.accounts
  const save = useAction((manualStatus: Account['manualStatus']) => editAccount(account.id, { manualStatus }), {
    renews: DIRECTORY,
    done: words.manualSaved,
  })
  return (
    <Select
      label={words.manualStatus}
      placeholder={words.manualNone}
      data={Object.entries(texts.words.status).map(([value, label]) => ({ value, label }))}
      value={account.manualStatus}
      onChange={(status) => save.mutate(status as Account['manualStatus'])}
      clearable
      clearButtonProps={{ 'aria-label': words.manualNone }}
      disabled={save.isPending}
    />
  )
}
