import { IconPlayerPlay, IconPlus, IconUserMinus, IconUserPlus, IconX, type Icon } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { RecentChanges as Changes } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { StatTiles } from '../../ui/stat-tiles.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import classes from './home.module.css'

type Change = Changes['latest'][number]

const ICONS: Record<Change['kind'], Icon> = {
  joined: IconUserPlus,
  left: IconUserMinus,
  created: IconPlus,
  deactivated: IconX,
  reactivated: IconPlayerPlay,
}

/** Who came and went since yesterday, and whose accounts. */
export function RecentChanges({ changes }: { changes: Changes }) {
  const { changed } = texts.home
  const { joined, left, created, deactivated, reactivated } = changes.counts
  return (
    <>
      <StatTiles
        stats={[
          { label: changed.joined, value: joined },
          { label: changed.left, value: left },
          { label: changed.created, value: created },
          { label: changed.deactivated, value: deactivated },
          { label: changed.reactivated, value: reactivated },
        ]}
      />
      <ul className={classes.list} style={{ marginTop: 12 }}>
        {changes.latest.map((change) => (
          <ChangeItem key={`${change.syncId} ${change.kind} ${change.accountId}`} change={change} />
        ))}
      </ul>
    </>
  )
}

function ChangeItem({ change }: { change: Change }) {
  const { kind, name, personId, syncId, connectionName, at } = change
  const KindIcon = ICONS[kind]
  const who = name ?? texts.common.none
  return (
    <li className={classes.item}>
      <KindIcon
        size={19}
        stroke={1.8}
        className={classes.icon}
        data-tone={kind === 'left' ? 'warn' : 'info'}
        aria-hidden
      />
      <div className={classes.body}>
        <p className={classes.title}>
          {personId === null ? (
            who
          ) : (
            <Link to="/people/$personId" params={{ personId }}>
              {who}
            </Link>
          )}{' '}
          {texts.home.changed.did[kind]}
        </p>
        <p className={classes.text}>
          {connectionName}, <RelativeTime at={at} />
        </p>
      </div>
      <Link to="/syncs/$syncId" params={{ syncId }} className={classes.link}>
        {texts.home.changed.link}
      </Link>
    </li>
  )
}
