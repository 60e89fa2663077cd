import { Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import type { ScheduleView } from '../../lib/api-types.ts'
import { saveSchedule, scheduleQuery } from '../../lib/queries/connections.ts'
import { exactTime } from '../../lib/time.ts'
import { texts } from '../../lib/texts.ts'
import { showFieldProblems } from '../../ui/form-problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { LoadingLines, QueryView } from '../../ui/query-view.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'
import { ScheduleFields } from './schedule-fields.tsx'
import { MayButton } from '../../ui/may-button.tsx'

const FIELDS = { every: 'every', at: 'at', timezone: 'timezone' }

type Props = { connectionId: string; isDraft: boolean }

/** When a connection is synced by itself. */
export function ScheduleForm(props: Props) {
  const schedule = useQuery(scheduleQuery(props.connectionId))
  return (
    <QueryView query={schedule} loading={<LoadingLines count={1} height={60} />}>
      {(data) => <Form {...props} schedule={data} />}
    </QueryView>
  )
}

function Form({ connectionId, isDraft, schedule }: Props & { schedule: ScheduleView }) {
  const { schedule: words } = texts.connect
  const form = useForm({ initialValues: { every: schedule.every, at: schedule.at, timezone: schedule.timezone } })
  const save = useAction((values: typeof form.values) => saveSchedule(connectionId, values), {
    renews: [['connections']],
    done: texts.common.saved,
    showsProblem: true,
  })
  return (
    <form
      onSubmit={form.onSubmit((values) =>
        save.mutate(values, { onError: (error) => void showFieldProblems(form, error, FIELDS) }),
      )}
    >
      <Stack gap="md">
        <ScheduleFields every={form.values.every} bind={(name) => form.getInputProps(name)} />
        <p className="muted" style={{ margin: 0 }}>
          {isDraft ? words.draft : <NextRun at={schedule.nextDueAt} />}
        </p>
        {save.error && <ProblemNotice error={save.error} shownFields={Object.keys(FIELDS)} />}
        <div>
          <MayButton needs="connections:write" type="submit" loading={save.isPending}>
            {texts.common.save}
          </MayButton>
        </div>
      </Stack>
    </form>
  )
}

function NextRun({ at }: { at: string | null }) {
  const { schedule: words } = texts.connect
  if (at === null) return words.noNext
  return (
    <>
      {words.next} <RelativeTime at={at} />: {exactTime(at)} ({words.yourTime})
    </>
  )
}
