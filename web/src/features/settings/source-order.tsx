import { ActionIcon, Group, VisuallyHidden } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import type { Connection } from '../../lib/api-types.ts'
import { savePrecedence } from '../../lib/queries/settings.ts'
import { texts } from '../../lib/texts.ts'
import { Monogram } from '../../ui/monogram.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { MayButton } from '../../ui/may-button.tsx'
import classes from './source-order.module.css'

/** The order in which sources are believed. Moved by buttons, so by keyboard as well. */
export function SourceOrder({ connections, precedence }: { connections: Connection[]; precedence: string[] }) {
  const { sources: words } = texts.settings
  const known = new Map(connections.map((connection) => [connection.id, connection]))
  const saved = [
    ...precedence.filter((id) => known.has(id)),
    ...connections.map(({ id }) => id).filter((id) => !precedence.includes(id)),
  ]
  const [order, setOrder] = useState(saved)
  const [said, setSaid] = useState('')
  const save = useAction(savePrecedence, {
    renews: [['settings'], ['people'], ['connections']],
    done: words.saved,
    showsProblem: true,
  })

  const move = (from: number, to: number) => {
    const next = order.toSpliced(from, 1).toSpliced(to, 0, order[from]!)
    setOrder(next)
    setSaid(words.moved(known.get(order[from]!)?.name ?? '', to + 1))
  }

  return (
    <>
      <ol className={classes.list} aria-label={words.list}>
        <li className={classes.item} data-fixed>
          <span className={classes.place} aria-hidden />
          <IconPencil size={22} stroke={1.6} aria-hidden />
          <span className={classes.name}>{words.byHand}</span>
          {words.always}
        </li>
        {order.map((id, index) => {
          const connection = known.get(id)
          const name = connection?.name ?? id
          return (
            <li key={id} className={classes.item}>
              <span className={classes.place} aria-hidden>
                {index + 1}
              </span>
              <Monogram name={connection?.appName ?? '?'} size={28} />
              <span className={classes.name}>
                {name}
                {connection?.isPrimarySource && <span className="muted"> · {words.primary}</span>}
              </span>
              <Group gap={4} wrap="nowrap">
                <ActionIcon
                  variant="default"
                  aria-label={words.up(name)}
                  disabled={index === 0}
                  onClick={() => move(index, index - 1)}
                >
                  <IconArrowUp size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  aria-label={words.down(name)}
                  disabled={index === order.length - 1}
                  onClick={() => move(index, index + 1)}
                >
                  <IconArrowDown size={16} aria-hidden />
                </ActionIcon>
              </Group>
            </li>
          )
        })}
      </ol>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      {save.error && <ProblemNotice error={save.error} />}
      <MayButton
        needs="settings:write"
        loading={save.isPending}
        disabled={order.join() === saved.join()}
        onClick={() => save.mutate(order)}
      >
        {words.save}
      </MayButton>
    </>
  )
}
