import { Drawer, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, type LinkProps } from '@tanstack/react-router'
import type { AuditEvent } from '../../lib/api-types.ts'
import { valueText, wordsOf } from '../../lib/format.ts'
import { auditEventQuery } from '../../lib/queries/audit.ts'
import { exactTime } from '../../lib/time.ts'
import { texts } from '../../lib/texts.ts'
import { Facts } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { nameOf } from './audit-table.tsx'
import classes from './changes.module.css'

/** One event with everything that was written down; what was and what is, side by side. */
export function AuditDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const event = useQuery({ ...auditEventQuery(id ?? ''), enabled: id !== undefined })
  const title = event.data ? wordsOf(event.data.action) : texts.audit.detail.title
  return (
    <Drawer opened={id !== undefined} onClose={onClose} size={520} title={title}>
      {id !== undefined && <QueryView query={event}>{(data) => <Detail event={data} />}</QueryView>}
    </Drawer>
  )
}

function Detail({ event }: { event: AuditEvent }) {
  const { detail: words, sources, somebody } = texts.audit
  const more = Object.entries(event.detail)
  return (
    <Stack gap="xl">
      <Facts
        facts={[
          [words.at, exactTime(event.at)],
          [words.actor, event.actor.name ?? somebody],
          [words.source, sources[event.actor.kind]],
          [
            words.action,
            <span key="action" className="mono">
              {event.action}
            </span>,
          ],
          [words.target, event.targetKind === null ? undefined : <Target key="target" event={event} />],
          [words.address, event.address ?? undefined],
          [
            words.requestId,
            event.requestId === null ? undefined : (
              <span key="request" className="mono">
                {event.requestId}
              </span>
            ),
          ],
          [words.number, event.id],
        ]}
      />
      {event.after && Object.keys(event.after).length > 0 && (
        <section>
          <h3 style={{ margin: '0 0 8px' }}>{words.changes}</h3>
          <Changes before={event.before ?? {}} after={event.after} />
        </section>
      )}
      {more.length > 0 && (
        <section>
          <h3 style={{ margin: '0 0 8px' }}>{words.more}</h3>
          <Facts facts={more.map(([name, value]) => [wordsOf(name), valueText(value)] as const)} />
        </section>
      )}
    </Stack>
  )
}

type Fields = Readonly<Record<string, unknown>>

function Changes({ before, after }: { before: Fields; after: Fields }) {
  const { detail: words } = texts.audit
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{words.field}</th>
          <th scope="col">{words.before}</th>
          <th scope="col">{words.after}</th>
        </tr>
      </thead>
      <tbody>
        {Object.keys(after).map((name) => (
          <tr key={name}>
            <th scope="row">{wordsOf(name)}</th>
            <td>
              <del>{valueText(before[name])}</del>
            </td>
            <td>{valueText(after[name])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Target({ event }: { event: AuditEvent }) {
  const label = nameOf(event) ?? event.targetId ?? ''
  const link = event.targetId === null ? undefined : linkOf(event.targetKind, event.targetId)
  return (
    <>
      {wordsOf(event.targetKind ?? '')}{' '}
      {link ? (
        <Link {...link} style={{ color: 'var(--mantine-color-anchor)' }}>
          {label}
        </Link>
      ) : (
        label
      )}
    </>
  )
}

/** Where the thing itself is shown; it may be gone meanwhile. */
function linkOf(kind: string | null, id: string): LinkProps | undefined {
  switch (kind) {
    case 'connection':
      return { to: '/connections/$connectionId', params: { connectionId: id } }
    case 'person':
      return { to: '/people/$personId', params: { personId: id } }
    case 'sync':
      return { to: '/syncs/$syncId', params: { syncId: id } }
    case 'credential':
      return { to: '/credentials', search: { credential: id } }
    case 'account':
      return { to: '/accounts', search: { account: id } }
    case null:
    default:
      return undefined
  }
}
