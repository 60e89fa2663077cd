import { VisuallyHidden } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { App } from '../../lib/api-types.ts'
import { figure } from '../../lib/format.ts'
import { texts } from '../../lib/texts.ts'
import { ABOVE_ROW_LINK, DataTable, PrimaryCell, ROW_LINK, type Column } from '../../ui/data-table.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Monogram } from '../../ui/monogram.tsx'
import { RelativeTime } from '../../ui/time.tsx'

const { columns: heads } = texts.apps

const COLUMNS: Column<App>[] = [
  {
    id: 'app',
    header: heads.app,
    cell: (app) => (
      <PrimaryCell icon={<Monogram name={app.name} size={30} />}>
        <Link to="/apps/$appId" params={{ appId: app.id }} className={ROW_LINK}>
          {app.name}
        </Link>
      </PrimaryCell>
    ),
  },
  {
    id: 'category',
    header: heads.category,
    hideBelow: 'sm',
    cell: (app) => <span className="muted">{app.category}</span>,
  },
  { id: 'accounts', header: heads.accounts, align: 'right', hideBelow: 'sm', cell: (app) => figure(app.accountCount) },
  { id: 'active', header: heads.active, align: 'right', cell: (app) => figure(app.activeAccountCount) },
  {
    id: 'connections',
    header: heads.connections,
    align: 'right',
    hideBelow: 'md',
    cell: (app) =>
      app.connectionCount === 0 ? (
        figure(0)
      ) : (
        <Link
          to="/connections"
          search={{ app: app.id }}
          className={ABOVE_ROW_LINK}
          aria-label={texts.apps.viewNamed(app.name, app.connectionCount)}
        >
          {figure(app.connectionCount)}
        </Link>
      ),
  },
  {
    id: 'asOf',
    header: heads.asOf,
    hideBelow: 'md',
    cell: (app) => <RelativeTime at={app.asOf} empty={texts.common.noData} />,
  },
  {
    id: 'add',
    header: <VisuallyHidden>{texts.common.actions}</VisuallyHidden>,
    align: 'right',
    hideBelow: 'sm',
    cell: ({ name, connector }) =>
      connector && (
        <span className={ABOVE_ROW_LINK}>
          <LinkButton
            size="compact-sm"
            variant="default"
            to="/connections/new/$connectorId"
            params={{ connectorId: connector }}
            aria-label={texts.apps.addConnectionNamed(name)}
          >
            {texts.apps.addConnection}
          </LinkButton>
        </span>
      ),
  },
]

export function AppsTable({ apps }: { apps: App[] }) {
  return (
    <DataTable
      label={texts.apps.list}
      rows={apps}
      columns={COLUMNS}
      rowKey={(app) => app.id}
      isDim={(app) => app.connectionCount === 0}
    />
  )
}
