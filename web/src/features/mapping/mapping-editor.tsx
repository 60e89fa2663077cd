import { Group, Select, Stack, VisuallyHidden } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Connection, MappingView, PersonField } from '../../lib/api-types.ts'
import { toProblem } from '../../lib/api/client.ts'
import { mappingQuery, proposeMapping, sampleQuery, saveMapping } from '../../lib/queries/connections.ts'
import { personFieldsQuery } from '../../lib/queries/people.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Notice, ProblemNotice } from '../../ui/problem-notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useAction } from '../../ui/use-action.ts'
import {
  draftOf,
  rowOfProblem,
  ruleOfProblem,
  savedForm,
  targetFields,
  withRow,
  type DraftMapping,
} from './draft-mapping.ts'
import { filterProblems } from './filter-draft.ts'
import { FilterSection } from './filter-section.tsx'
import { NewFieldDialog } from './new-field-dialog.tsx'
import { SamplePanel } from './sample-panel.tsx'
import { TargetRow } from './target-row.tsx'
import { usePreview } from './use-preview.ts'
import { ValuesDialog } from './values-dialog.tsx'
import classes from './mapping.module.css'
import { MayButton } from '../../ui/may-button.tsx'

type Props = { connection: Connection; submit: string; onSaved?: () => void }

/** Which field of the source fills which field of a person. */
export function MappingEditor(props: Props) {
  const mapping = useQuery(mappingQuery(props.connection.id))
  const fields = useQuery(personFieldsQuery)
  return (
    <QueryView query={mapping}>
      {(view) => (
        <QueryView query={fields}>{(known) => <Editor {...props} view={view} known={known.items} />}</QueryView>
      )}
    </QueryView>
  )
}

function Editor({ connection, submit, onSaved, view, known }: Props & { view: MappingView; known: PersonField[] }) {
  const { mapping: words } = texts
  const [draft, setDraft] = useState(() => draftOf(view))
  const [reasons, setReasons] = useState<Record<string, string>>({})
  const [dialog, setDialog] = useState<'smart' | 'new' | { values: number } | null>(null)
  const [recordIndex, setRecordIndex] = useState(0)
  const [triesToSave, setTriesToSave] = useState(false)
  const sample = useQuery(sampleQuery(connection.id))
  const preview = usePreview(connection.id, draft, sample.data?.records[recordIndex])
  const close = () => setDialog(null)

  const save = useAction(() => saveMapping(connection.id, savedForm(draft)), {
    renews: [['connections', connection.id], ['person-fields']],
    done: words.saved,
    showsProblem: true,
    onDone: () => onSaved?.(),
  })
  const smart = useAction(() => proposeMapping(connection.id), {
    showsProblem: true,
    onDone: (proposal) => {
      setDraft((now) => ({ ...now, targets: proposal.targets.map(withRow) }))
      setReasons(proposal.reasons)
      save.reset()
      close()
    },
  })

  const fields = targetFields(known, draft.customFields)
  const unused = fields.filter(({ name }) => !draft.targets.some((target) => target.field === name))
  // After a refused save its problems count, before it those of what is stored.
  const problems = save.error ? toProblem(save.error).fields : view.problems
  const isStored = !save.error && JSON.stringify(savedForm(draft)) === JSON.stringify(savedForm(draftOf(view)))
  const problemsOfRow = (row: number) =>
    save.error || isStored
      ? problems.filter(({ path }) => rowOfProblem(path) === row).map(({ message }) => message)
      : []
  // What is half written is said when one wants to save, and goes on being said until it is whole.
  const unfinished = triesToSave && draft.filter ? filterProblems(draft.filter) : new Map<string, string>()
  const problemsOfFilter = new Map([
    ...(save.error ? problems : []).flatMap(({ path, message }): [string, string][] => {
      const rule = ruleOfProblem(path)
      return rule === null ? [] : [[rule, message]]
    }),
    ...unfinished,
  ])
  const submitMapping = () => {
    setTriesToSave(true)
    if (!draft.filter || filterProblems(draft.filter).size === 0) save.mutate(undefined)
  }
  const setTargets = (change: (targets: DraftMapping['targets']) => DraftMapping['targets']) =>
    setDraft((now) => ({ ...now, targets: change(now.targets) }))
  const edited =
    typeof dialog === 'object' && dialog ? draft.targets.find((target) => target.rowId === dialog.values) : undefined

  return (
    <div className={classes.layout}>
      <div style={{ minWidth: 0 }}>
        <div className={classes.toolbar}>
          <p>{words.intro}</p>
          <MayButton
            needs="connections:write"
            variant="default"
            leftSection={<IconSparkles size={16} aria-hidden />}
            onClick={() => setDialog('smart')}
          >
            {words.smart}
          </MayButton>
        </div>

        <div className={classes.frame} role="table" aria-label={words.list}>
          <div className={`${classes.row} ${classes.head}`} role="row">
            <span role="columnheader">{words.columns.target}</span>
            <span role="columnheader">{words.columns.source}</span>
            <span role="columnheader">{words.columns.key}</span>
            <span role="columnheader">{words.columns.preview}</span>
            <span role="columnheader">
              <VisuallyHidden>{texts.common.actions}</VisuallyHidden>
            </span>
          </div>
          {draft.targets.map((target, row) => (
            <TargetRow
              key={target.rowId}
              target={target}
              field={
                fields.find(({ name }) => name === target.field) ?? {
                  name: target.field,
                  label: target.field,
                  mandatory: false,
                  canBeKey: true,
                  unique: false,
                  custom: true,
                }
              }
              offered={view.offered}
              preview={preview}
              problems={problemsOfRow(row)}
              reason={reasons[target.field]}
              onChange={(changed) =>
                setTargets((targets) => targets.map((one) => (one.rowId === changed.rowId ? changed : one)))
              }
              onRemove={() => setTargets((targets) => targets.filter((one) => one.rowId !== target.rowId))}
              onEditValues={() => setDialog({ values: target.rowId })}
            />
          ))}
        </div>

        <div className={classes.foot}>
          <Select
            aria-label={words.addTargetLabel}
            placeholder={words.addTarget}
            data={[...unused.map(({ name, label }) => ({ value: name, label })), { value: '', label: words.newField }]}
            value={null}
            onChange={(name) => {
              if (name === '') setDialog('new')
              else if (name) setTargets((targets) => [...targets, withRow({ field: name, source: '' })])
            }}
            searchable
          />
        </div>

        <Stack gap="md" mt="lg">
          <FilterSection
            connectionId={connection.id}
            filter={draft.filter}
            offered={view.offered}
            preview={preview}
            records={sample.data?.records ?? []}
            problems={problemsOfFilter}
            onChange={(filter) =>
              setDraft(({ filter: _filter, ...rest }) => ({
                ...rest,
                ...(filter && { filter: filter as DraftMapping['filter'] & object }),
              }))
            }
          />
          {save.error && (
            <ProblemNotice
              error={save.error}
              title={words.problems}
              shownFields={problems
                .filter(({ path }) => rowOfProblem(path) !== null || ruleOfProblem(path) !== null)
                .map(({ path }) => path)}
            />
          )}
          {isStored && view.problems.length > 0 && (
            <Notice title={words.openProblems}>
              <ul style={{ margin: '4px 0 0', paddingLeft: 18 }}>
                {view.problems.map(({ path, message }) => (
                  <li key={`${path} ${message}`}>{message}</li>
                ))}
              </ul>
            </Notice>
          )}
          <Group gap="sm">
            <MayButton needs="connections:write" loading={save.isPending} onClick={submitMapping}>
              {submit}
            </MayButton>
            {!isStored && <span className="muted">{texts.common.unsaved}</span>}
          </Group>
        </Stack>
      </div>

      <SamplePanel sample={sample} index={recordIndex} onGo={setRecordIndex} />

      <ConfirmDialog
        title={words.smartTitle}
        confirm={words.smartConfirm}
        isOpen={dialog === 'smart'}
        onClose={close}
        action={{ isPending: smart.isPending, error: smart.error, run: () => smart.mutate(undefined) }}
      >
        {words.smartHelp}
      </ConfirmDialog>
      <NewFieldDialog
        isOpen={dialog === 'new'}
        taken={new Set(fields.map(({ name }) => name))}
        onClose={close}
        onAdd={(field) => {
          setDraft((now) => ({
            ...now,
            customFields: [...now.customFields, field],
            targets: [...now.targets, withRow({ field: field.field, source: '' })],
          }))
          close()
        }}
      />
      {edited && (
        <ValuesDialog
          label={fields.find(({ name }) => name === edited.field)?.label ?? edited.field}
          values={edited.values ?? {}}
          onClose={close}
          onSave={(values) => {
            setTargets((targets) =>
              targets.map(({ values: before, ...one }) =>
                one.rowId === edited.rowId
                  ? { ...one, ...(values && { values }) }
                  : { ...one, ...(before && { values: before }) },
              ),
            )
            close()
          }}
        />
      )}
    </div>
  )
}
