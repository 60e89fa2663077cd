import { Button, Select, Stack, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { createConnection } from '../../lib/queries/connections.ts'
import { previewFile, uploadFile } from '../../lib/queries/files.ts'
import { texts } from '../../lib/texts.ts'
import { Panel } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { FileDrop } from './file-drop.tsx'
import { FileSummary } from './file-summary.tsx'
import classes from './files.module.css'

const { files: words } = texts

type Columns = Record<string, string>

type Props = {
  /** The input in which the app is chosen, or named anew. */
  appInput: (props: { value: string; own: string; onChange: (value: string) => void }) => ReactNode
  /** The app that was chosen, made when it is a new one; undefined when none was. */
  appOf: (choice: { app: string }) => Promise<string | undefined>
}

/** First step of a connection by file: the file, looked at, and which of its columns is what. */
export function FileConnect({ appInput, appOf }: Props) {
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [app, setApp] = useState('')
  const [file, setFile] = useState<File>()
  const [columns, setColumns] = useState<Columns>({})
  const preview = useAction((chosen: File) => previewFile(chosen), {
    showsProblem: true,
    onDone: ({ guess }) => setColumns(guess),
  })
  const save = useAction(
    async (chosen: File) => {
      const appId = await appOf({ app })
      const { id } = await createConnection({
        connector: 'file',
        name: name.trim() || chosen.name,
        method: 'upload',
        credential: {},
        settings: columns,
        selection: 'people_and_accounts',
        preference: 'create_and_update',
        deactivate: true,
        schedule: { every: 'never', at: '02:00', timezone: 'UTC' },
        mapping: { targets: targetsOf(columns) },
        ...(appId === undefined ? { appRecord: 'own' } : { appId }),
      })
      await uploadFile(id, chosen)
      return id
    },
    {
      showsProblem: true,
      renews: [['connections'], ['apps']],
      onDone: (id) => navigate({ to: '/connections/$connectionId/set-up', params: { connectionId: id } }),
    },
  )
  const hasId = Boolean(columns['idColumn'] ?? columns['emailColumn'])
  return (
    <Stack gap="lg" maw={860}>
      <FileDrop
        hasFile={file !== undefined}
        isBusy={preview.isPending}
        onFile={(chosen) => {
          setFile(chosen)
          preview.mutate(chosen)
        }}
      />
      {preview.error && <ProblemNotice error={preview.error} />}
      {file && preview.data && (
        <>
          <Panel>
            <Stack gap="sm">
              <h2 className={classes.heading}>{file.name}</h2>
              <FileSummary preview={preview.data} />
            </Stack>
          </Panel>
          <Panel>
            <h2 className={classes.heading}>{words.columns}</h2>
            <p className="muted" style={{ margin: '0 0 12px', fontSize: 13 }}>
              {words.columnsHelp}
            </p>
            <div className={classes.columns}>
              {Object.entries(words.column).map(([column, label]) => (
                <Select
                  key={column}
                  label={label}
                  placeholder={words.none}
                  clearable
                  searchable
                  data={preview.data.columns.map((one) => ({ value: one.path, label: one.name }))}
                  value={columns[column] ?? null}
                  onChange={(path) => setColumns(withColumn(columns, column, path))}
                />
              ))}
            </div>
          </Panel>
          <div className={classes.columns}>
            <TextInput
              label={words.name}
              placeholder={file.name}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              autoComplete="off"
            />
            {appInput({ value: app, onChange: setApp, own: name.trim() || file.name })}
          </div>
          {save.error && <ProblemNotice error={save.error} />}
          {!hasId && <p className="muted">{words.needsId}</p>}
          <div>
            <Button disabled={!hasId} loading={save.isPending} onClick={() => save.mutate(file)}>
              {words.next}
            </Button>
          </div>
        </>
      )}
    </Stack>
  )
}

function withColumn(columns: Columns, column: string, path: string | null): Columns {
  const { [column]: _before, ...others } = columns
  return path === null ? others : { ...others, [column]: path }
}

/** What the chosen columns fill of a person; it can be changed in the next step. */
function targetsOf(columns: Columns) {
  const source = (field: string, path: string | undefined) => (path === undefined ? [] : [{ field, source: path }])
  const name = columns['nameColumn']
  const email = columns['emailColumn']
  const username = columns['usernameColumn'] ?? email
  return [
    ...(email === undefined ? [] : [{ field: 'email', source: email, key: true }]),
    ...(username === undefined
      ? []
      : [{ field: 'username', source: username, ...(email === undefined && { key: true }) }]),
    ...source('displayName', name),
    ...source('givenName', columns['givenColumn']),
    ...source('familyName', columns['familyColumn']),
    { field: 'role', constant: 'Employee' },
  ]
}
