import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Connection } from '../../lib/api-types.ts'
import { keepConnection, resumeConnection } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Notice } from '../../ui/problem-notice.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'
import classes from './connections.module.css'
import { needsReconnect, ReconnectButton } from './reconnect-button.tsx'
import { MayButton, MayLinkButton } from '../../ui/may-button.tsx'

/** What keeps a connection from being simply fine: why, what to do, and who can (F75). */
export function ConnectionNotices({ connection }: { connection: Connection }) {
  const notices = [
    <StateNotice key="state" connection={connection} />,
    <Trouble key="trouble" connection={connection} />,
  ]
  return <div className={classes.notices}>{notices}</div>
}

function StateNotice({ connection }: { connection: Connection }): ReactNode {
  const { connections: words } = texts
  const { state, disconnected, lastSync } = connection
  if (state === 'draft') {
    return (
      <Notice
        action={
          <MayLinkButton
            needs="connections:write"
            size="xs"
            to="/connections/$connectionId/set-up"
            params={{ connectionId: connection.id }}
          >
            {words.finish}
          </MayLinkButton>
        }
      >
        {words.finishText}
      </Notice>
    )
  }
  if (state === 'paused') return <Paused connection={connection} />
  if (state === 'disconnected') {
    return (
      <Notice
        title={
          disconnected && (
            <>
              {words.disconnectedSince} <RelativeTime at={disconnected.at} />
            </>
          )
        }
        action={<ReconnectButton connection={connection} isCompact={false} />}
      >
        {words.disconnectedText}
        {disconnected?.revocation && <div>{words.revocation[disconnected.revocation]}</div>}
      </Notice>
    )
  }
  if (lastSync?.state === 'held') {
    return (
      <Notice
        title={texts.syncs.hold.title}
        action={
          <LinkButton size="xs" to="/syncs/$syncId" params={{ syncId: lastSync.id }}>
            {texts.home.holdLink}
          </LinkButton>
        }
      >
        {lastSync.hold?.map((reason) => reason.text).join(' ')}
      </Notice>
    )
  }
  return null
}

function Paused({ connection }: { connection: Connection }) {
  const { connections: words } = texts
  const { paused, lastSync } = connection
  const client = useQueryClient()
  const resume = useAction(resumeConnection, {
    done: words.resumed,
    onDone: (saved) => keepConnection(client, saved),
  })
  const button = (
    <MayButton
      needs="connections:write"
      size="xs"
      loading={resume.isPending}
      onClick={() => resume.mutate(connection.id)}
    >
      {words.resume}
    </MayButton>
  )
  if (paused?.reason !== 'hold') return <Notice action={button}>{words.pausedText}</Notice>
  const isWaiting = lastSync?.state === 'held'
  return (
    <Notice
      tone="bad"
      title={words.pausedForHold.title}
      action={
        isWaiting ? (
          <LinkButton size="xs" to="/syncs/$syncId" params={{ syncId: lastSync.id }}>
            {texts.home.holdLink}
          </LinkButton>
        ) : (
          button
        )
      }
    >
      {words.pausedForHold.text}
      {isWaiting && <div>{lastSync.hold?.map((reason) => reason.text).join(' ')}</div>}
      <div style={{ marginTop: 6 }}>
        <strong>{words.problem.whatToDo}:</strong> {isWaiting ? words.pausedForHold.decide : words.pausedForHold.resume}
      </div>
    </Notice>
  )
}

function Trouble({ connection }: { connection: Connection }): ReactNode {
  const { problem: words } = texts.connections
  const { problem, health, state } = connection
  if (state !== 'active' && state !== 'draft') return null
  if (!problem) return health.reason === 'partial' ? <FailedParts health={health} /> : null
  const mayHelp = needsReconnect(connection) && <ReconnectButton connection={connection} isCompact={false} />
  return (
    <Notice
      tone={health.colour === 'red' ? 'bad' : 'warn'}
      title={`${words.class[problem.class]}: ${problem.message}`}
      action={mayHelp || undefined}
    >
      <strong>{words.whatToDo}:</strong> {problem.whatToDo}
      {problem.whoCan.length > 0 && (
        <div style={{ marginTop: 6 }}>
          <strong>{words.whoCan}:</strong>
          <ul className={classes.who}>
            {problem.whoCan.map(({ kind, name }) => (
              <li key={`${kind} ${name}`}>{words.who[kind](name)}</li>
            ))}
          </ul>
        </div>
      )}
      {health.failed.length > 0 && <Parts failed={health.failed} />}
    </Notice>
  )
}

function FailedParts({ health }: Pick<Connection, 'health'>) {
  return (
    <Notice title={health.text}>
      <Parts failed={health.failed} />
    </Notice>
  )
}

/** Which kinds of data are behind, and since when. */
function Parts({ failed }: Pick<Connection['health'], 'failed'>) {
  const { problem: words } = texts.connections
  return (
    <ul className={classes.who}>
      {failed.map(({ stream, lastReadAt }) => (
        <li key={stream}>
          {words.lastRead(stream)} <RelativeTime at={lastReadAt} empty={words.never} />
        </li>
      ))}
    </ul>
  )
}
