import { Button, NumberInput, Stack, Switch, TagsInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import type { Connection } from '../../lib/api-types.ts'
import { editConnection, keepConnection } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { showFieldProblems } from '../../ui/form-problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { ChoiceCards } from './choice-cards.tsx'
import classes from './connect.module.css'

const SELECTIONS = ['people_and_accounts', 'people'] as const
const PREFERENCES = ['create_and_update', 'update_only', 'create_only'] as const

type Props = { connection: Connection; submit: string; done?: string; onSaved?: (connection: Connection) => void }

/** What is taken, what a sync may do, whom it deactivates, when it waits for a person, and whom it tells. */
export function OptionsForm({ connection, submit, done, onSaved }: Props) {
  const { options: words } = texts.connect
  const client = useQueryClient()
  const form = useForm({
    initialValues: {
      selection: connection.selection,
      preference: connection.preference,
      deactivate: connection.deactivate,
      guard: connection.guard,
      contacts: connection.contacts,
      isPrimarySource: connection.isPrimarySource,
    },
  })
  const save = useAction((values: typeof form.values) => editConnection(connection.id, values), {
    ...(done !== undefined && { done }),
    showsProblem: true,
    onDone: (saved) => {
      keepConnection(client, saved)
      onSaved?.(saved)
    },
  })
  const shown = ['contacts', 'guard.missing', 'guard.percent']
  const known = Object.fromEntries(shown.map((path) => [path, path]))
  return (
    <form
      onSubmit={form.onSubmit((values) =>
        save.mutate(values, { onError: (error) => void showFieldProblems(form, error, known) }),
      )}
    >
      <Stack gap="xl">
        <ChoiceCards
          legend={words.selection}
          name="selection"
          value={form.values.selection}
          options={SELECTIONS.map((value) => ({ value, label: texts.words.selection[value], help: words.selectionHelp[value] }))}
          onChange={(value) => form.setFieldValue('selection', value)}
        />
        <ChoiceCards
          legend={words.preference}
          name="preference"
          value={form.values.preference}
          options={PREFERENCES.map((value) => ({ value, label: texts.words.preference[value], help: words.preferenceHelp[value] }))}
          onChange={(value) => form.setFieldValue('preference', value)}
        />
        <Switch label={words.deactivate} description={words.deactivateHelp} {...form.getInputProps('deactivate', { type: 'checkbox' })} />
        <fieldset className={classes.fieldset}>
          <legend>{words.guard}</legend>
          <p className="muted" style={{ margin: '-4px 0 10px' }}>
            {words.guardHelp}
          </p>
          <div className={classes.row}>
            <NumberInput label={words.guardMissing} min={0} max={1_000_000} allowDecimal={false} {...form.getInputProps('guard.missing')} />
            <NumberInput label={words.guardPercent} min={0} max={100} {...form.getInputProps('guard.percent')} />
          </div>
        </fieldset>
        <TagsInput label={words.contacts} description={words.contactsHelp} placeholder="it@example.com" {...form.getInputProps('contacts')} />
        <Switch label={words.primary} description={words.primaryHelp} {...form.getInputProps('isPrimarySource', { type: 'checkbox' })} />
        {save.error && <ProblemNotice error={save.error} shownFields={shown} />}
        <div>
          <Button type="submit" loading={save.isPending}>
            {submit}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
