import { Button, Group } from '@mantine/core'
import { IconHandStop } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Sync, SyncChange } from '../../lib/api-types.ts'
import { approveSync, changesQuery, discardSync } from '../../lib/queries/syncs.ts'
import { reasonText, texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Panel } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useAction } from '../../ui/use-action.ts'
import { MayButton } from '../../ui/may-button.tsx'
import classes from './sync-progress.module.css'

const MOST_NAMES = 200

/** A held sync: why it waits, whom it is about by name, and the two ways on. */
export function HoldPanel({ sync }: { sync: Sync }) {
  const { hold: words } = texts.syncs
  const [asks, setAsks] = useState<'approve' | 'discard' | null>(null)
  const held = useInfiniteQuery(changesQuery(sync.id, { state: 'held' }, MOST_NAMES))
  // A decision changes people, accounts and the connection: nearly everything that is shown.
  const renews = [['syncs'], ['connections'], ['summary'], ['people'], ['accounts'], ['apps']]
  const close = () => setAsks(null)
  const approve = useAction(approveSync, { renews, done: words.approved, onDone: close, showsProblem: true })
  const discard = useAction(discardSync, { renews, done: words.discarded, onDone: close, showsProblem: true })

  return (
    <Panel tone="warn">
      <div className={classes.holdHead}>
        <div style={{ flex: '1 1 320px' }}>
          <h2 className={classes.holdTitle}>
            <IconHandStop size={19} stroke={1.8} aria-hidden />
            {words.title}
          </h2>
          <p style={{ margin: '6px 0 0' }}>{words.text}</p>
          <ul className={classes.reasons}>
            {sync.hold?.map((reason) => (
              <li key={reason.text}>{reason.text}</li>
            ))}
          </ul>
        </div>
        <Group gap="xs">
          <MayButton needs="syncs:run" variant="default" onClick={() => setAsks('discard')}>
            {words.discard}
          </MayButton>
          <MayButton needs="syncs:run" color="red.9" onClick={() => setAsks('approve')}>
            {words.approve}
          </MayButton>
        </Group>
      </div>
      <QueryView query={held} isEmpty={(changes) => changes.length === 0} empty={null}>
        {(changes) => <Names changes={changes} more={held} />}
      </QueryView>

      <ConfirmDialog
        title={words.approveTitle}
        confirm={words.approveConfirm}
        isDangerous
        isOpen={asks === 'approve'}
        onClose={close}
        action={{ isPending: approve.isPending, error: approve.error, run: () => approve.mutate(sync.id) }}
      >
        {words.approveText(held.data?.length ?? 0, held.hasNextPage)}
      </ConfirmDialog>
      <ConfirmDialog
        title={words.discardTitle}
        confirm={words.discardConfirm}
        isOpen={asks === 'discard'}
        onClose={close}
        action={{ isPending: discard.isPending, error: discard.error, run: () => discard.mutate(sync.id) }}
      >
        {words.discardText}
      </ConfirmDialog>
    </Panel>
  )
}

type NamesProps = {
  changes: SyncChange[]
  more: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}

function Names({ changes, more }: NamesProps) {
  const { hold: words } = texts.syncs
  const leaving = changes.filter((change) => change.action === 'deactivate')
  const others = changes.filter((change) => change.action !== 'deactivate')
  return (
    <div className={classes.names}>
      {leaving.length > 0 && <NameList title={words.names(leaving.length, more.hasNextPage)} changes={leaving} />}
      {others.length > 0 && <NameList title={words.otherNames(others.length, more.hasNextPage)} changes={others} />}
      {more.hasNextPage && (
        <Button
          mt="sm"
          size="xs"
          variant="default"
          loading={more.isFetchingNextPage}
          onClick={() => void more.fetchNextPage()}
        >
          {texts.common.loadMore}
        </Button>
      )}
    </div>
  )
}

function NameList({ title, changes }: { title: string; changes: SyncChange[] }) {
  return (
    <>
      <h3>{title}</h3>
      {/* It scrolls by itself, so the keyboard must reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className={classes.nameList} tabIndex={0} aria-label={title}>
        {changes.map((change) => (
          <li key={change.id}>
            <ChangeName change={change} />
            <span className="muted truncate" style={{ fontSize: 12 }}>
              {reasonText(change.reason)}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function ChangeName({ change }: { change: SyncChange }) {
  const name = change.name ?? change.externalId
  if (!change.personId) return <span className="truncate">{name}</span>
  return (
    <Link to="/people/$personId" params={{ personId: change.personId }} className="truncate">
      {name}
    </Link>
  )
}
