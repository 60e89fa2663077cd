import { Modal, Select, Stack } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { App, AppSightings } from '../../lib/api-types.ts'
import { appsQuery, mapSighting, mergeApp, mergePreviewQuery } from '../../lib/queries/apps.ts'
import { texts } from '../../lib/texts.ts'
import { useDebounced } from '../../lib/use-debounced.ts'
import { ConfirmForm } from '../../ui/confirm-dialog.tsx'
import { LoadingLines, QueryView } from '../../ui/query-view.tsx'
import { useAction } from '../../ui/use-action.ts'

export type Report = AppSightings['items'][number]

type Props = {
  app: App
  /** One report of it; undefined for the app as a whole. */
  report?: Report | undefined
  isOpen: boolean
  onClose: () => void
}

/** Merges an app, or maps one report of it, into another app: which one, what moves, and that there is a way back (F11). */
export function MoveDialog({ app, report, isOpen, onClose }: Props) {
  const { dialog: words } = texts.appIdentity
  const title = report ? words.mapTitle(report.name) : words.mergeTitle(app.name)
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size={480}>
      <MoveForm app={app} report={report} onClose={onClose} />
    </Modal>
  )
}

const TYPING_MS = 200

// Apart, so that what was chosen is forgotten when the dialog closes.
function MoveForm({ app, report, onClose }: Omit<Props, 'isOpen'>) {
  const { dialog: words } = texts.appIdentity
  const navigate = useNavigate()
  const [into, setInto] = useState<{ id: string; name: string } | null>(null)
  const [search, setSearch] = useState('')
  const wanted = useDebounced(search.trim(), TYPING_MS)
  const { data: found = [] } = useInfiniteQuery({
    ...appsQuery({ catalogue: 'true', search: wanted || undefined }),
    placeholderData: (before) => before,
  })
  const offered = [...found.filter(({ id }) => id !== app.id), ...(into ? [into] : [])]
  const move = useAction(
    (intoId: string) =>
      report
        ? mapSighting(app.id, { connectionId: report.connectionId, externalId: report.externalId, intoId })
        : mergeApp(app.id, intoId),
    {
      renews: [['apps'], ['connections'], ['accounts']],
      showsProblem: true,
      done: words.done(into?.name ?? ''),
      onDone: async () => {
        onClose()
        if (!report && into) await navigate({ to: '/apps/$appId', params: { appId: into.id } })
      },
    },
  )
  return (
    <ConfirmForm
      confirm={report ? words.map : words.merge}
      isDangerous={false}
      isReady={into !== null}
      onClose={onClose}
      action={{ isPending: move.isPending, error: move.error, run: () => into && move.mutate(into.id) }}
    >
      <Stack gap="md">
        <Select
          label={words.into}
          placeholder={words.placeholder}
          data={[...new Map(offered.map(({ id, name }) => [id, { value: id, label: name }])).values()]}
          value={into?.id ?? null}
          onChange={(id) => setInto(offered.find((one) => one.id === id) ?? null)}
          searchable
          searchValue={search}
          onSearchChange={setSearch}
          nothingFoundMessage={words.nobody}
        />
        {report ? <p style={{ margin: 0 }}>{words.mapText}</p> : <Preview appId={app.id} />}
      </Stack>
    </ConfirmForm>
  )
}

function Preview({ appId }: { appId: string }) {
  const { dialog: words } = texts.appIdentity
  const preview = useQuery(mergePreviewQuery(appId))
  return (
    <QueryView query={preview} loading={<LoadingLines count={2} height={20} />}>
      {({ connections, sightings, people }) => (
        <div>
          <strong style={{ fontWeight: 550 }}>{words.preview}</strong>
          <ul style={{ margin: '4px 0 8px', paddingLeft: 18 }}>
            {connections.length > 0 && (
              <li>
                {words.connections(
                  connections.length,
                  connections.reduce((sum, { accounts }) => sum + accounts, 0),
                )}
              </li>
            )}
            {sightings > 0 && <li>{words.sightings(sightings, people)}</li>}
            {connections.length + sightings === 0 && <li>{words.nothing}</li>}
          </ul>
          <p className="muted" style={{ margin: 0, fontSize: 13 }}>
            {words.stays}
          </p>
        </div>
      )}
    </QueryView>
  )
}
