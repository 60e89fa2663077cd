import { ActionIcon, Popover } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconBell } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { figure } from '../../lib/format.ts'
import { noticeCountQuery, noticesQuery } from '../../lib/queries/notices.ts'
import { sessionQuery } from '../../lib/queries/session.ts'
import { texts } from '../../lib/texts.ts'
import { LoadingLines, QueryView } from '../../ui/query-view.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import classes from './notices.module.css'
import { SeverityIcon } from './severity-icon.tsx'

const SHOWN = 5

/** How many notices nobody has in hand, on every page; the newest ones a click away. */
export function Bell() {
  const { data: session } = useQuery(sessionQuery)
  const mayRead = session?.permissions.includes('notices:read') ?? false
  const { data: count } = useQuery({ ...noticeCountQuery, enabled: mayRead })
  const [isOpen, { toggle, close }] = useDisclosure(false)
  if (!mayRead) return null
  const unseen = count?.unseen ?? 0
  return (
    <Popover
      position="bottom-end"
      width={360}
      offset={10}
      shadow="md"
      opened={isOpen}
      onChange={(opens) => !opens && close()}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <ActionIcon className={classes.bell} size="lg" aria-label={texts.notices.bell(unseen)} onClick={toggle}>
          <IconBell size={18} stroke={1.7} aria-hidden />
          {unseen > 0 && (
            <span className={classes.count} data-tone={count?.worst} aria-hidden>
              {unseen > 99 ? '99+' : figure(unseen)}
            </span>
          )}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={texts.notices.bellTitle}>
        <Newest onGo={close} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Newest({ onGo }: { onGo: () => void }) {
  const { notices: words } = texts
  const notices = useInfiniteQuery(noticesQuery({ state: 'open' }, SHOWN))
  return (
    <>
      <div className={classes.head}>{words.bellTitle}</div>
      <QueryView
        query={notices}
        loading={
          <div style={{ padding: '0 14px 14px' }}>
            <LoadingLines count={2} />
          </div>
        }
        isEmpty={(list) => list.length === 0}
        empty={<p className={classes.nothing}>{words.bellEmpty}</p>}
      >
        {(list) => (
          <ul className={classes.short}>
            {list.slice(0, SHOWN).map((notice) => (
              <li key={notice.id}>
                <Link to={notice.link ?? '/notices'} onClick={onGo}>
                  <SeverityIcon notice={notice} />
                  <span style={{ minWidth: 0 }}>
                    <p>{notice.title}</p>
                    <span className="muted" style={{ fontSize: 12 }}>
                      <RelativeTime at={notice.openedAt} />
                      {notice.acknowledged && ` · ${words.inHand(notice.acknowledged.by)}`}
                    </span>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </QueryView>
      <Link to="/notices" className={classes.foot} onClick={onGo}>
        {words.all}
      </Link>
    </>
  )
}
