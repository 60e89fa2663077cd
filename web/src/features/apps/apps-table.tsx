import { Checkbox } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { App } from '../../lib/api-types.ts'
import { figure } from '../../lib/format.ts'
import { texts } from '../../lib/texts.ts'
import { ABOVE_ROW_LINK, DataTable, PrimaryCell, ROW_LINK, type Column } from '../../ui/data-table.tsx'
import type { More } from '../../ui/load-more.tsx'
import { AppLogo } from '../../ui/app-logo.tsx'
import { AppStatus, Authorisation } from './app-status.tsx'
import { AuthoriseBar } from './authorise-bar.tsx'

const { columns: heads, choose } = texts.apps

/** A figure that is not known is no zero. */
const figureOf = (value: number, isKnown: boolean) =>
  isKnown ? figure(value) : <span className="muted">{texts.common.none}</span>

const COLUMNS: Column<App>[] = [
  {
    id: 'app',
    header: heads.app,
    cell: (app) => (
      <PrimaryCell
        icon={<AppLogo id={app.id} name={app.name} connector={app.connector} size={30} />}
        detail={app.category}
      >
        <Link to="/apps/$appId" params={{ appId: app.id }} className={ROW_LINK}>
          {app.name}
        </Link>
      </PrimaryCell>
    ),
  },
  {
    id: 'people',
    header: heads.people,
    align: 'right',
    hideBelow: 'md',
    cell: ({ people, seenBy: [first] }) => (
      <span title={first && texts.apps.peopleIn(first.people, first.connectionName)}>
        {figureOf(people, first !== undefined)}
      </span>
    ),
  },
  {
    id: 'active',
    header: heads.active,
    align: 'right',
    hideBelow: 'sm',
    cell: ({ activeAccountCount, connectionCount }) => figureOf(activeAccountCount, connectionCount > 0),
  },
  {
    id: 'status',
    header: heads.status,
    hideBelow: 'sm',
    cell: ({ id, name, status, connectionCount }) =>
      connectionCount > 0 ? (
        <Link
          to="/connections"
          search={{ app: id }}
          className={ABOVE_ROW_LINK}
          aria-label={texts.apps.viewNamed(texts.apps.status[status], name, connectionCount)}
        >
          <AppStatus status={status} />
        </Link>
      ) : (
        <AppStatus status={status} />
      ),
  },
  {
    id: 'authorisation',
    header: heads.authorisation,
    hideBelow: 'sm',
    cell: ({ authorisation }) => <Authorisation state={authorisation} />,
  },
]

/** Apps in use; several of them can be chosen, to say what is thought of them (F12). */
export function AppsTable({ apps, more }: { apps: App[]; more: More }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  // What a filter took out of sight is not changed with what is seen.
  const inSight = apps.filter(({ id }) => chosen.has(id))
  const isAll = apps.length > 0 && inSight.length === apps.length
  const choosing: Column<App> = {
    id: 'chosen',
    width: 40,
    header: (
      <Checkbox
        size="xs"
        aria-label={choose.all}
        checked={isAll}
        indeterminate={!isAll && inSight.length > 0}
        onChange={() => setChosen(isAll ? new Set() : new Set(apps.map(({ id }) => id)))}
      />
    ),
    cell: ({ id, name }) => (
      <span className={ABOVE_ROW_LINK}>
        <Checkbox
          size="xs"
          aria-label={choose.one(name)}
          checked={chosen.has(id)}
          onChange={(event) => {
            const next = new Set(chosen)
            if (event.currentTarget.checked) next.add(id)
            else next.delete(id)
            setChosen(next)
          }}
        />
      </span>
    ),
  }
  return (
    <>
      <DataTable
        label={texts.apps.list}
        rows={apps}
        columns={[choosing, ...COLUMNS]}
        rowKey={(app) => app.id}
        more={more}
      />
      <AuthoriseBar apps={inSight} onClose={() => setChosen(new Set())} />
    </>
  )
}
