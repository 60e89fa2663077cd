import { ActionIcon, Group, Menu, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconDots, IconEyeOff, IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { Account } from '../../lib/api-types.ts'
import { ignoreAccount, matchAccount } from '../../lib/queries/accounts.ts'
import { reasonText, texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { ABOVE_ROW_LINK, DataTable, PrimaryCell, ROW_LINK, type Column } from '../../ui/data-table.tsx'
import { Monogram } from '../../ui/monogram.tsx'
import { HolderStatus } from '../../ui/status.tsx'
import { useAction } from '../../ui/use-action.ts'
import { accountName } from './accounts-table.tsx'
import { MatchDialog } from './match-dialog.tsx'
import { DIRECTORY } from './renews.ts'
import { MayButton, MayItem } from '../../ui/may-button.tsx'

type Props = {
  accounts: Account[]
  onOpen: (id: string) => void
  more: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}

/** Accounts that wait for a person to be named: match, create, or leave aside. */
export function UnmatchedTable({ accounts, onOpen, more }: Props) {
  const { columns: heads, unmatched: words } = texts.accounts
  const [matched, setMatched] = useState<Account | null>(null)
  const [created, setCreated] = useState<Account | null>(null)
  const ignore = useAction((id: string) => ignoreAccount(id, true), { renews: DIRECTORY, done: words.ignoredDone })
  const create = useAction((id: string) => matchAccount(id, { create: true }), {
    renews: DIRECTORY,
    done: words.created,
    showsProblem: true,
    onDone: () => setCreated(null),
  })
  const columns: Column<Account>[] = [
    {
      id: 'account',
      header: heads.account,
      cell: (account) => (
        <PrimaryCell
          icon={<Monogram name={account.appName} size={28} />}
          detail={[account.email ?? account.username, account.connectionName].filter(Boolean).join(' · ')}
        >
          <UnstyledButton className={ROW_LINK} style={{ fontSize: 13 }} onClick={() => onOpen(account.id)}>
            {accountName(account)}
          </UnstyledButton>
        </PrimaryCell>
      ),
    },
    {
      id: 'status',
      header: heads.status,
      hideBelow: 'md',
      cell: (account) => <HolderStatus status={account.status} />,
    },
    {
      id: 'reason',
      header: heads.reason,
      hideBelow: 'sm',
      cell: ({ unmatchedReason }) => unmatchedReason && reasonText(unmatchedReason),
    },
    {
      id: 'actions',
      header: <VisuallyHidden>{texts.common.actions}</VisuallyHidden>,
      align: 'right',
      cell: (account) => (
        <Group className={ABOVE_ROW_LINK} gap={6} justify="flex-end" wrap="nowrap">
          <MayButton
            needs="directory:write"
            size="compact-sm"
            variant="default"
            aria-label={words.matchNamed(accountName(account))}
            onClick={() => setMatched(account)}
          >
            {words.match}
          </MayButton>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="default" aria-label={words.more(accountName(account))}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <MayItem
                needs="directory:write"
                leftSection={<IconUserPlus size={16} aria-hidden />}
                onClick={() => setCreated(account)}
              >
                {words.create}
              </MayItem>
              <MayItem
                needs="directory:write"
                leftSection={<IconEyeOff size={16} aria-hidden />}
                onClick={() => ignore.mutate(account.id)}
              >
                {words.ignore}
              </MayItem>
            </Menu.Dropdown>
          </Menu>
        </Group>
      ),
    },
  ]
  return (
    <>
      <DataTable
        label={texts.accounts.tabs.unmatched}
        rows={accounts}
        columns={columns}
        rowKey={(account) => account.id}
        more={more}
      />
      <MatchDialog account={matched} onClose={() => setMatched(null)} />
      <ConfirmDialog
        title={words.createTitle}
        confirm={words.createConfirm}
        isOpen={created !== null}
        onClose={() => setCreated(null)}
        action={{ isPending: create.isPending, error: create.error, run: () => created && create.mutate(created.id) }}
      >
        {created && words.createText(accountName(created))}
      </ConfirmDialog>
    </>
  )
}
