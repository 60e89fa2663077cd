import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Connection } from '../../lib/api-types.ts'
import { figure } from '../../lib/format.ts'
import { useMay } from '../../lib/may.ts'
import { previewFile, uploadFile, uploadsQuery } from '../../lib/queries/files.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Section } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'
import { FileDrop } from './file-drop.tsx'
import { FileSummary } from './file-summary.tsx'

const { files: words } = texts

/** The files of a connection, and the way to the next one: it is looked at before it is taken. */
export function UploadsPanel({ connection: { id, state } }: { connection: Connection }) {
  const uploads = useQuery(uploadsQuery(id))
  const may = useMay()
  const [file, setFile] = useState<File>()
  const preview = useAction((chosen: File) => previewFile(chosen), { showsProblem: true })
  const upload = useAction((chosen: File) => uploadFile(id, chosen), {
    showsProblem: true,
    renews: [['connections'], ['syncs']],
    onDone: () => setFile(undefined),
  })
  return (
    <Section title={words.uploads} aside={<span className="muted">{words.uploadsHelp}</span>}>
      <Stack gap="md">
        {may('connections:write') && (
          <FileDrop
            hasFile={false}
            isBusy={preview.isPending}
            onFile={(chosen) => {
              upload.reset()
              preview.mutate(chosen, { onSuccess: () => setFile(chosen) })
            }}
          />
        )}
        {preview.error && <ProblemNotice error={preview.error} />}
        <QueryView
          query={{ ...uploads, data: uploads.data?.items }}
          isEmpty={(items) => items.length === 0}
          empty={<p className="muted">{words.noUploads}</p>}
        >
          {(items) => (
            <DataTable
              label={words.uploads}
              rows={items}
              rowKey={(one) => one.id}
              columns={[
                { id: 'name', header: words.columnsOf.name, cell: ({ name }) => name },
                {
                  id: 'rows',
                  header: words.columnsOf.rows,
                  align: 'right',
                  width: 100,
                  cell: ({ rows }) => figure(rows),
                },
                { id: 'by', header: words.columnsOf.by, hideBelow: 'sm', cell: ({ uploadedBy }) => uploadedBy },
                {
                  id: 'at',
                  header: words.columnsOf.at,
                  hideBelow: 'sm',
                  cell: ({ uploadedAt }) => <RelativeTime at={uploadedAt} />,
                },
              ]}
            />
          )}
        </QueryView>
      </Stack>
      <ConfirmDialog
        title={words.confirmTitle(file?.name ?? '')}
        confirm={state === 'active' ? words.confirm : words.confirmDraft}
        isOpen={file !== undefined}
        onClose={() => setFile(undefined)}
        action={{ isPending: upload.isPending, error: upload.error, run: () => file && upload.mutate(file) }}
      >
        {preview.data && <FileSummary preview={preview.data} />}
      </ConfirmDialog>
    </Section>
  )
}
