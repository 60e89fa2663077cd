import { Button, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import type { ScheduleView } from '../../lib/api-types.ts'
import { saveSchedule, scheduleQuery } from '../../lib/queries/connections.ts'
import { timezones } from '../../lib/time.ts'
import { texts } from '../../lib/texts.ts'
import { showFieldProblems } from '../../ui/form-problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { LoadingLines, QueryView } from '../../ui/query-view.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'
import classes from './connect.module.css'

const FIELDS = { every: 'every', at: 'at', timezone: 'timezone' }

type Props = { connectionId: string; isDraft: boolean; submit: string; onSaved?: () => void }

/** When a connection is synced by itself. */
export function ScheduleForm(props: Props) {
  const schedule = useQuery(scheduleQuery(props.connectionId))
  return (
    <QueryView query={schedule} loading={<LoadingLines count={1} height={60} />}>
      {(data) => <Form {...props} schedule={data} />}
    </QueryView>
  )
}

function Form({ connectionId, isDraft, submit, onSaved, schedule }: Props & { schedule: ScheduleView }) {
  const { schedule: words } = texts.connect
  const form = useForm({ initialValues: { every: schedule.every, at: schedule.at, timezone: schedule.timezone } })
  const save = useAction((values: typeof form.values) => saveSchedule(connectionId, values), {
    renews: [['connections']],
    done: texts.common.saved,
    showsProblem: true,
    onDone: () => onSaved?.(),
  })
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values, { onError: (error) => void showFieldProblems(form, error, FIELDS) }))}>
      <Stack gap="md">
        <div className={classes.row}>
          <Select
            label={words.every}
            data={Object.entries(texts.words.every).map(([value, label]) => ({ value, label }))}
            allowDeselect={false}
            {...form.getInputProps('every')}
          />
          {form.values.every !== 'never' && (
            <>
              <TextInput label={words.at} type="time" {...form.getInputProps('at')} />
              <Select label={words.timezone} data={timezones()} searchable limit={60} allowDeselect={false} {...form.getInputProps('timezone')} />
            </>
          )}
        </div>
        <p className="muted" style={{ margin: 0 }}>
          {isDraft && words.draft}
          {!isDraft && (schedule.nextDueAt ? <>{words.next} <RelativeTime at={schedule.nextDueAt} /></> : words.noNext)}
        </p>
        {save.error && <ProblemNotice error={save.error} shownFields={Object.keys(FIELDS)} />}
        <div>
          <Button type="submit" variant="default" loading={save.isPending}>
            {submit}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
