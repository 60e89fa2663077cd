import {
  IconAlertCircle,
  IconCircleCheck,
  IconHandStop,
  IconPencil,
  IconUserOff,
  IconUserQuestion,
  type Icon,
} from '@tabler/icons-react'
import { Link, type LinkProps } from '@tanstack/react-router'
import type { Connection, Summary, Sync } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import classes from './home.module.css'

type Item = {
  key: string
  icon: Icon
  tone: 'warn' | 'bad' | 'info'
  title: string
  text: string
  action: string
  link: LinkProps
}

/** What waits for a person, the most pressing first. */
export function AttentionList({
  connections,
  held,
  summary,
}: {
  connections: Connection[]
  held: Sync[]
  summary: Summary
}) {
  const items = [
    ...holds(connections, held),
    ...failures(connections),
    ...leftOpen(summary),
    ...unmatched(summary),
    ...drafts(connections),
  ]
  if (items.length === 0) {
    return (
      <p className={classes.clear}>
        <IconCircleCheck size={19} stroke={1.8} aria-hidden />
        {texts.home.allClear}
      </p>
    )
  }
  return (
    <ul className={classes.list}>
      {items.map(({ key, icon: Icon, tone, title, text, action, link }) => (
        <li key={key} className={classes.item}>
          <Icon size={19} stroke={1.8} className={classes.icon} data-tone={tone} aria-hidden />
          <div className={classes.body}>
            <p className={classes.title}>{title}</p>
            <p className={classes.text}>{text}</p>
          </div>
          <Link {...link} className={classes.link}>
            {action}
          </Link>
        </li>
      ))}
    </ul>
  )
}

function holds(connections: Connection[], held: Sync[]): Item[] {
  const names = new Map(connections.map((connection) => [connection.id, connection.name]))
  return held.map((sync) => ({
    key: sync.id,
    icon: IconHandStop,
    tone: 'warn',
    title: texts.home.hold(names.get(sync.connectionId) ?? texts.syncs.unknownConnection),
    text: sync.hold?.map((reason) => reason.text).join(' ') ?? '',
    action: texts.home.holdLink,
    link: { to: '/syncs/$syncId', params: { syncId: sync.id } },
  }))
}

function failures(connections: Connection[]): Item[] {
  return connections.flatMap((connection) => {
    const error = connection.error ?? (connection.lastSync?.state === 'failed' ? connection.lastSync.error : null)
    if (connection.state !== 'active' || !error) return []
    return {
      key: connection.id,
      icon: IconAlertCircle,
      tone: 'bad',
      title: texts.home.failing(connection.name),
      text: error.message,
      action: texts.home.failingLink,
      link: { to: '/connections/$connectionId', params: { connectionId: connection.id } },
    }
  })
}

/** The figure stops there; see the API. */
const MOST_LEFT_OPEN = 1_000

function leftOpen({ leftOpen: count }: Summary): Item[] {
  if (count === 0) return []
  return [
    {
      key: 'left-open',
      icon: IconUserOff,
      tone: 'warn',
      title: texts.home.leftOpenTitle(count, count >= MOST_LEFT_OPEN),
      text: texts.home.leftOpenText,
      action: texts.home.leftOpenLink,
      link: { to: '/accounts', search: { status: 'active', person: 'inactive' } },
    },
  ]
}

function unmatched({ unmatched: count }: Summary): Item[] {
  if (count === 0) return []
  return [
    {
      key: 'unmatched',
      icon: IconUserQuestion,
      tone: 'info',
      title: texts.home.unmatchedTitle(count),
      text: texts.home.unmatchedText,
      action: texts.home.unmatchedLink,
      link: { to: '/accounts/unmatched' },
    },
  ]
}

function drafts(connections: Connection[]): Item[] {
  return connections
    .filter((connection) => connection.state === 'draft')
    .map((connection) => ({
      key: connection.id,
      icon: IconPencil,
      tone: 'info',
      title: texts.home.draft(connection.name),
      text: connection.appName,
      action: texts.home.draftLink,
      link: { to: '/connections/$connectionId/set-up', params: { connectionId: connection.id } },
    }))
}
