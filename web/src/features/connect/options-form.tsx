import { NumberInput, Stack, Switch, TagsInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import type { Connection } from '../../lib/api-types.ts'
import { editConnection, keepConnection, saveSchedule } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { showFieldProblems } from '../../ui/form-problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { ChoiceCards } from './choice-cards.tsx'
import classes from './connect.module.css'
import { ScheduleFields } from './schedule-fields.tsx'
import { MayButton } from '../../ui/may-button.tsx'

const SELECTIONS = ['people_and_accounts', 'people'] as const
const PREFERENCES = ['create_and_update', 'update_only', 'create_only'] as const

/** Paths of the API's problems to inputs. */
const FIELDS = {
  contacts: 'contacts',
  'guard.missing': 'guard.missing',
  'guard.percent': 'guard.percent',
  every: 'schedule.every',
  at: 'schedule.at',
  timezone: 'schedule.timezone',
}

type Props = {
  connection: Connection
  submit: string
  done?: string
  /** Whether the schedule belongs to the same form. */
  withSchedule?: boolean
  onSaved?: (connection: Connection) => void
}

/** Enough to find a slip of the finger; the server decides. */
const ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/

/** What is taken, what a sync may do, whom it deactivates, when it waits for a person, and whom it tells. */
export function OptionsForm({ connection, submit, done, withSchedule = false, onSaved }: Props) {
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
      schedule: connection.schedule,
    },
    validate: {
      contacts: (contacts) => {
        const wrong = contacts.find((contact) => !ADDRESS.test(contact))
        return wrong === undefined ? null : words.contactWrong(wrong)
      },
    },
  })
  const submitted = async ({ schedule, ...options }: typeof form.values) => {
    // The schedule first: what is given back is the connection with both.
    if (withSchedule) await saveSchedule(connection.id, schedule)
    return editConnection(connection.id, options)
  }
  const save = useAction(submitted, {
    ...(done !== undefined && { done }),
    showsProblem: true,
    onDone: (saved) => {
      keepConnection(client, saved)
      onSaved?.(saved)
    },
  })
  return (
    <form
      onSubmit={form.onSubmit((values) =>
        save.mutate(values, { onError: (error) => void showFieldProblems(form, error, FIELDS) }),
      )}
    >
      <Stack gap="xl">
        <ChoiceCards
          legend={words.selection}
          name="selection"
          value={form.values.selection}
          options={SELECTIONS.map((value) => ({
            value,
            label: texts.words.selection[value],
            help: words.selectionHelp[value],
          }))}
          onChange={(value) => form.setFieldValue('selection', value)}
        />
        <ChoiceCards
          legend={words.preference}
          name="preference"
          value={form.values.preference}
          options={PREFERENCES.map((value) => ({
            value,
            label: texts.words.preference[value],
            help: words.preferenceHelp[value],
          }))}
          onChange={(value) => form.setFieldValue('preference', value)}
        />
        {withSchedule && (
          <fieldset className={classes.fieldset}>
            <legend>{texts.connect.schedule.title}</legend>
            <ScheduleFields
              every={form.values.schedule.every}
              bind={(name) => form.getInputProps(`schedule.${name}`)}
            />
          </fieldset>
        )}
        <Switch
          label={words.deactivate}
          description={words.deactivateHelp}
          {...form.getInputProps('deactivate', { type: 'checkbox' })}
        />
        <fieldset className={classes.fieldset}>
          <legend>{words.guard}</legend>
          <p className="muted" style={{ margin: '-4px 0 10px' }}>
            {words.guardHelp}
          </p>
          <div className={classes.row}>
            <NumberInput
              label={words.guardMissing}
              min={0}
              max={1_000_000}
              allowDecimal={false}
              {...form.getInputProps('guard.missing')}
            />
            <NumberInput label={words.guardPercent} min={0} max={100} {...form.getInputProps('guard.percent')} />
          </div>
        </fieldset>
        <TagsInput
          label={words.contacts}
          description={words.contactsHelp}
          placeholder="it@example.com"
          {...form.getInputProps('contacts')}
        />
        <Switch
          label={words.primary}
          description={words.primaryHelp}
          {...form.getInputProps('isPrimarySource', { type: 'checkbox' })}
        />
        {save.error && <ProblemNotice error={save.error} shownFields={Object.keys(FIELDS)} />}
        <div>
          <MayButton needs="connections:write" type="submit" loading={save.isPending}>
            {submit}
          </MayButton>
        </div>
      </Stack>
    </form>
  )
}
