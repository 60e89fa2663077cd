import { VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { App, AppMove } from '../../lib/api-types.ts'
import { figure } from '../../lib/format.ts'
import { appSightingsQuery, undoMove } from '../../lib/queries/apps.ts'
import { texts } from '../../lib/texts.ts'
import { DataTable, PrimaryCell, type Column } from '../../ui/data-table.tsx'
import { MayButton } from '../../ui/may-button.tsx'
import { Panel, Section } from '../../ui/page.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'
import classes from './app-page.module.css'
import { MoveDialog, type Report } from './move-dialog.tsx'

const { appIdentity: words } = texts

/** What sign-on services report as this app and by which rule it was recognised; what was merged, with the way back. */
export function Sightings({ app }: { app: App }) {
  const { data } = useQuery(appSightingsQuery(app.id))
  const [toMap, setToMap] = useState<Report | undefined>()
  if (!data || data.items.length + data.moves.length === 0) return null
  const columns: Column<Report>[] = [
    {
      id: 'name',
      header: words.columns.name,
      cell: ({ name, url, standing }) => <PrimaryCell detail={standing ? url : words.gone}>{name}</PrimaryCell>,
    },
    { id: 'service', header: words.columns.service, hideBelow: 'sm', cell: ({ connectionName }) => connectionName },
    {
      id: 'people',
      header: words.columns.people,
      align: 'right',
      hideBelow: 'sm',
      cell: ({ people }) => figure(people),
    },
    { id: 'basis', header: words.columns.basis, hideBelow: 'md', cell: ({ basis }) => words.basis[basis] },
    {
      id: 'map',
      header: <VisuallyHidden>{texts.common.actions}</VisuallyHidden>,
      align: 'right',
      cell: (report) => (
        <MayButton
          needs="connections:write"
          size="compact-sm"
          variant="default"
          aria-label={words.mapNamed(report.name)}
          onClick={() => setToMap(report)}
        >
          {words.map}
        </MayButton>
      ),
    },
  ]
  return (
    <>
      {data.items.length > 0 && (
        <Section title={words.title}>
          <DataTable
            label={words.list}
            rows={data.items}
            columns={columns}
            rowKey={({ connectionId, externalId }) => `${connectionId} ${externalId}`}
            isDim={({ standing }) => !standing}
          />
        </Section>
      )}
      {data.moves.length > 0 && (
        <Section title={words.moves}>
          <Panel isPadded={false}>
            <ul className={classes.moves}>
              {data.moves.map((move) => (
                <Move key={move.id} move={move} />
              ))}
            </ul>
          </Panel>
        </Section>
      )}
      <MoveDialog app={app} report={toMap} isOpen={toMap !== undefined} onClose={() => setToMap(undefined)} />
    </>
  )
}

function Move({ move }: { move: AppMove }) {
  const undo = useAction(() => undoMove(move.id), {
    renews: [['apps'], ['connections'], ['accounts']],
    done: words.undone,
  })
  const text = (move.isMerge ? words.mergedFrom : words.mappedFrom)(move.fromName, move.intoName)
  return (
    <li>
      <span>
        {text}
        <small>
          {words.by(move.actorName)}, <RelativeTime at={move.movedAt} />
        </small>
      </span>
      <MayButton
        needs="connections:write"
        size="compact-sm"
        variant="default"
        loading={undo.isPending}
        aria-label={`${words.undo}: ${text}`}
        onClick={() => undo.mutate(undefined)}
      >
        {words.undo}
      </MayButton>
    </li>
  )
}
