import { Button, Group, Modal, Stack } from '@mantine/core'
import { useState } from 'react'
import type { Account, Person } from '../../lib/api-types.ts'
import { matchAccount } from '../../lib/queries/accounts.ts'
import { reasonText, texts } from '../../lib/texts.ts'
import { Facts } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { accountName } from './accounts-table.tsx'
import { nameOf, PersonSelect } from './person-select.tsx'
import { DIRECTORY } from './renews.ts'

/** Says whose account it is. */
export function MatchDialog({ account, onClose }: { account: Account | null; onClose: () => void }) {
  const title = account && texts.accounts.unmatched.matchTitle(accountName(account))
  return (
    <Modal opened={account !== null} onClose={onClose} title={title} size={480}>
      {account && <MatchForm account={account} onClose={onClose} />}
    </Modal>
  )
}

function MatchForm({ account, onClose }: { account: Account; onClose: () => void }) {
  const { unmatched: words, detail } = texts.accounts
  const [person, setPerson] = useState<Person | null>(null)
  const match = useAction((to: Person) => matchAccount(account.id, { personId: to.id }), {
    renews: DIRECTORY,
    done: person ? words.matched(nameOf(person)) : undefined,
    showsProblem: true,
    onDone: onClose,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (person) match.mutate(person)
      }}
    >
      <Stack gap="md">
        <Facts
          facts={[
            [detail.connection, account.connectionName],
            [detail.email, account.email ?? undefined],
            [detail.username, account.username ?? undefined],
            [texts.accounts.columns.reason, account.unmatchedReason ? reasonText(account.unmatchedReason) : undefined],
          ]}
        />
        <PersonSelect value={person} onChange={setPerson} startWith={account.displayName ?? account.familyName ?? ''} />
        {match.error && <ProblemNotice error={match.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" disabled={!person} loading={match.isPending}>
            {words.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
