import { Select, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Connection } from '../../lib/api-types.ts'
import { timezones } from '../../lib/time.ts'
import { texts } from '../../lib/texts.ts'
import classes from './connect.module.css'

type InputProps = { value?: string; error?: ReactNode }
type Props = { every: Connection['schedule']['every']; bind: (name: 'every' | 'at' | 'timezone') => InputProps }

/** How often, at which time of day, and in which zone. */
export function ScheduleFields({ every, bind }: Props) {
  const { schedule: words } = texts.connect
  return (
    <div className={classes.row}>
      <Select
        label={words.every}
        data={Object.entries(texts.words.every).map(([value, label]) => ({ value, label }))}
        allowDeselect={false}
        {...bind('every')}
      />
      {every !== 'never' && (
        <>
          <TextInput label={words.at} type="time" {...bind('at')} />
          <Select
            label={words.timezone}
            data={timezones()}
            searchable
            limit={60}
            allowDeselect={false}
            {...bind('timezone')}
          />
        </>
      )}
    </div>
  )
}
