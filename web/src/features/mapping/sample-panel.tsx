import { ActionIcon, Group } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { toProblem } from '../../lib/api/client.ts'
import { texts } from '../../lib/texts.ts'
import { Panel } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { LoadingLines } from '../../ui/query-view.tsx'
import classes from './mapping.module.css'

type Props = {
  sample: { data: { records: unknown[] } | undefined; error: Error | null }
  index: number
  onGo: (index: number) => void
}

/** The first raw records of the vendor, one at a time (F53). */
export function SamplePanel({ sample: { data, error }, index, onGo }: Props) {
  const { sample: words } = texts.mapping
  const count = data?.records.length ?? 0
  return (
    <Panel>
      <h2 style={{ margin: 0, fontSize: 14 }}>{words.title}</h2>
      <p className="muted" style={{ margin: '2px 0 10px', fontSize: 13 }}>
        {words.text}
      </p>
      {error && <ProblemNotice error={toProblem(error)} title={words.failed} />}
      {!data && !error && <LoadingLines count={3} height={26} />}
      {data && count === 0 && <p className="muted">{words.none}</p>}
      {data && count > 0 && (
        <>
          <Group justify="space-between">
            <span className="tabular">{words.record(index + 1, count)}</span>
            <Group gap={4}>
              <ActionIcon
                aria-label={words.previous}
                disabled={index === 0}
                onClick={() => onGo(index - 1)}
                variant="default"
              >
                <IconChevronLeft size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon
                aria-label={words.next}
                disabled={index === count - 1}
                onClick={() => onGo(index + 1)}
                variant="default"
              >
                <IconChevronRight size={16} aria-hidden />
              </ActionIcon>
            </Group>
          </Group>
          {/* It scrolls by itself, so the keyboard must reach it. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre className={classes.raw} tabIndex={0} aria-label={words.raw}>
            {JSON.stringify(data.records[index], null, 2)}
          </pre>
        </>
      )}
    </Panel>
  )
}
