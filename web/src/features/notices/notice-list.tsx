import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Notice } from '../../lib/api-types.ts'
import { acknowledgeNotice } from '../../lib/queries/notices.ts'
import { sessionQuery } from '../../lib/queries/session.ts'
import { texts } from '../../lib/texts.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'
import classes from './notices.module.css'
import { SeverityIcon } from './severity-icon.tsx'
import { MayButton } from '../../ui/may-button.tsx'

/** Notices with all they say, newest first. */
export function NoticeList({ notices }: { notices: readonly Notice[] }) {
  const { data: session } = useQuery(sessionQuery)
  const mayTake = session?.permissions.includes('notices:write') ?? false
  return (
    <ul className={classes.list} aria-label={texts.notices.list}>
      {notices.map((notice) => (
        <Item key={notice.id} notice={notice} mayTake={mayTake} />
      ))}
    </ul>
  )
}

function Item({ notice, mayTake }: { notice: Notice; mayTake: boolean }) {
  const { notices: words } = texts
  const take = useAction(acknowledgeNotice, { renews: [['notices']], done: words.taken })
  const isOpen = notice.closedAt === null
  return (
    <li className={classes.item}>
      <div>
        <SeverityIcon notice={notice} />
      </div>
      <div style={{ minWidth: 0 }}>
        <h2 className={classes.title}>{notice.title}</h2>
        <p className={classes.text}>{notice.body}</p>
        {isOpen && (
          <p className={classes.todo}>
            <strong>{words.whatToDo}</strong>
            {notice.whatToDo}
          </p>
        )}
        <p className={classes.meta}>
          {notice.connectionId !== null && notice.connectionName !== null && (
            <Link to="/connections/$connectionId" params={{ connectionId: notice.connectionId }}>
              {notice.connectionName}
            </Link>
          )}
          <span>
            {words.opened} <RelativeTime at={notice.openedAt} />
          </span>
          {notice.times > 1 && <span>{words.times(notice.times)}</span>}
          {notice.closedAt !== null && (
            <span>
              {words.closed} <RelativeTime at={notice.closedAt} />
            </span>
          )}
          {notice.acknowledged && (
            <span>
              {words.inHand(notice.acknowledged.by)}, <RelativeTime at={notice.acknowledged.at} />
            </span>
          )}
        </p>
      </div>
      <div className={classes.actions}>
        {notice.link !== null && isOpen && (
          <LinkButton size="xs" variant="default" to={notice.link} aria-label={words.openNamed(notice.title)}>
            {words.open}
          </LinkButton>
        )}
        {isOpen && mayTake && !notice.acknowledged && (
          <MayButton
            needs="notices:write"
            size="xs"
            variant="default"
            aria-label={words.takeNamed(notice.title)}
            loading={take.isPending}
            onClick={() => take.mutate(notice.id)}
          >
            {words.take}
          </MayButton>
        )}
      </div>
    </li>
  )
}
