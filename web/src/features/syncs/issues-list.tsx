import { Button, UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { IssueReason, SyncIssue } from '../../lib/api-types.ts'
import { figure } from '../../lib/format.ts'
import { issueReasonsQuery, issuesQuery } from '../../lib/queries/syncs.ts'
import { reasonText, texts } from '../../lib/texts.ts'
import { Panel } from '../../ui/page.tsx'
import { LoadingLines, QueryView } from '../../ui/query-view.tsx'
import { Status, type Tone } from '../../ui/status.tsx'
import classes from './sync-progress.module.css'

const TONES: Record<SyncIssue['kind'], Tone> = { skipped: 'idle', failed: 'bad', repaired: 'info', notice: 'open' }

/** Records that were skipped or repaired, by reason; the records of one reason show when it is opened. */
export function IssuesList({ syncId }: { syncId: string }) {
  const reasons = useQuery(issueReasonsQuery(syncId))
  return (
    <QueryView
      query={reasons}
      isEmpty={(answer) => answer.reasons.length === 0}
      empty={<p className="muted">{texts.syncs.issues.none}</p>}
      loading={<LoadingLines count={2} height={42} />}
    >
      {(answer) => (
        <Panel isPadded={false}>
          {answer.reasons.map((reason) => (
            <ReasonGroup key={`${reason.kind} ${reason.reason}`} syncId={syncId} reason={reason} />
          ))}
        </Panel>
      )}
    </QueryView>
  )
}

function ReasonGroup({ syncId, reason }: { syncId: string; reason: IssueReason }) {
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  return (
    <div className={classes.group}>
      <UnstyledButton
        className={classes.groupHead}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <IconChevronRight size={16} aria-hidden />
        <Status tone={TONES[reason.kind]} label={texts.words.issueKind[reason.kind]} />
        <span>{reasonText(reason.reason)}</span>
        <span className="muted tabular">{figure(reason.count)}</span>
      </UnstyledButton>
      <div id={id} hidden={!isOpen}>
        {isOpen && <Records syncId={syncId} reason={reason} />}
      </div>
    </div>
  )
}

function Records({ syncId, reason: { kind, reason } }: { syncId: string; reason: IssueReason }) {
  const issues = useInfiniteQuery(issuesQuery(syncId, { kind, reason }))
  return (
    <div className={classes.records}>
      <QueryView query={issues} loading={<LoadingLines count={2} height={30} />}>
        {(list) => (
          <>
            <ul className={classes.diff} style={{ fontSize: 13 }}>
              {list.map((issue) => (
                <li key={issue.id}>
                  <strong style={{ fontWeight: 550 }}>
                    {issue.name ?? issue.externalId ?? texts.syncs.issues.noName}
                  </strong>{' '}
                  {issue.name && issue.externalId && <span className="mono muted">{issue.externalId} </span>}
                  <span className="muted">{issue.message}</span>
                </li>
              ))}
            </ul>
            {issues.hasNextPage && (
              <Button
                mt="xs"
                size="xs"
                variant="default"
                loading={issues.isFetchingNextPage}
                onClick={() => void issues.fetchNextPage()}
              >
                {texts.common.loadMore}
              </Button>
            )}
          </>
        )}
      </QueryView>
    </div>
  )
}
