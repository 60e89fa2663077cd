import { useQuery } from '@tanstack/react-query'
import type { AuditEvent } from '../../lib/api-types.ts'
import { valueText, wordsOf } from '../../lib/format.ts'
import { auditQuery } from '../../lib/queries/people.ts'
import { texts } from '../../lib/texts.ts'
import { Panel } from '../../ui/page.tsx'
import { LoadingLines, QueryView } from '../../ui/query-view.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import classes from './person-history.module.css'

/** What people have done to a person by hand, newest first. */
export function PersonHistory({ personId }: { personId: string }) {
  const events = useQuery(auditQuery(personId))
  const { person: words } = texts.people
  return (
    <QueryView
      query={events}
      isEmpty={({ items }) => items.length === 0}
      empty={<p className="muted">{words.noHistory}</p>}
      loading={<LoadingLines count={2} height={28} />}
    >
      {({ items }) => (
        <Panel isPadded={false}>
          <ul className={classes.events}>
            {items.map((event) => (
              <li key={event.id}>
                <div>
                  <strong>{event.actor.name ?? texts.people.system}</strong>{' '}
                  {texts.people.actions[event.action] ?? wordsOf(event.action).toLowerCase()}
                  <Changed detail={event.detail} />
                </div>
                <span className="muted">
                  <RelativeTime at={event.at} />
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </QueryView>
  )
}

/** The values of an edit, when its detail holds them as before and after. */
function Changed({ detail }: { detail: AuditEvent['detail'] }) {
  const before = objectOf(detail['before'])
  const after = objectOf(detail['after'])
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].slice(0, 6)
  return fields.map((field) => (
    <div key={field} className="muted">
      {wordsOf(field)}: {valueText(before[field])} → {valueText(after[field])}
    </div>
  ))
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}
