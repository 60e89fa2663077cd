import { Button, Group as Row } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import type { MappingView } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { newRule, type Group } from './filter-draft.ts'
import { FilterForm } from './filter-form.tsx'
import type { Preview } from './use-preview.ts'
import { useTaken } from './use-taken.ts'
import classes from './filter.module.css'

type Props = {
  connectionId: string
  filter: Group | undefined
  offered: MappingView['offered']
  preview: Preview | undefined
  records: readonly unknown[]
  problems: ReadonlyMap<string, string>
  onChange: (filter: Group | undefined) => void
}

/** Whether every record is taken or only some, and how many of the sample that would be. */
export function FilterSection({ connectionId, filter, offered, preview, records, problems, onChange }: Props) {
  const { filters: words } = texts.mapping
  const taken = useTaken(connectionId, filter, records)
  const isBegun = filter !== undefined
  return (
    <section className={classes.section} aria-labelledby="filter-title">
      <Row justify="space-between" gap="xs">
        <h2 id="filter-title">{words.title}</h2>
        {isBegun ? (
          <Button size="compact-sm" variant="default" onClick={() => onChange(undefined)}>
            {words.drop}
          </Button>
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconFilter size={14} aria-hidden />}
            onClick={() => onChange({ match: 'all', rules: [newRule()] })}
          >
            {words.begin}
          </Button>
        )}
      </Row>
      {isBegun ? (
        <FilterForm group={filter} offered={offered} preview={preview} problems={problems} onChange={onChange} />
      ) : (
        <p className="muted">{words.everything}</p>
      )}
      {isBegun && records.length > 0 && (
        <p className={classes.count} role="status">
          {taken === undefined ? words.counting : words.taken(taken, records.length)}
          {preview && !preview.isTaken && ` ${words.leavesOut}`}
        </p>
      )}
    </section>
  )
}
