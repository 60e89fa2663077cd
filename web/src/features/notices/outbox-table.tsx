import { Group, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import type { OutboxMail } from '../../lib/api-types.ts'
import { resendMail } from '../../lib/queries/notices.ts'
import { texts } from '../../lib/texts.ts'
import { DataTable, PrimaryCell, type Column } from '../../ui/data-table.tsx'
import { Status, type Tone } from '../../ui/status.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'
import { MailDialog } from './mail-dialog.tsx'
import { MayButton } from '../../ui/may-button.tsx'

const TONES: Record<OutboxMail['state'], Tone> = { waiting: 'open', sending: 'info', sent: 'good', failed: 'bad' }

type Props = {
  mails: OutboxMail[]
  /** Whether there is a mail server; without one the texts may be read. */
  delivers: boolean
  more?: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}

export function OutboxTable({ mails, delivers, more }: Props) {
  const { outbox: words } = texts
  const [reads, setReads] = useState<OutboxMail | null>(null)
  const resend = useAction(resendMail, { renews: [['outbox']], done: words.resent })
  const columns: Column<OutboxMail>[] = [
    {
      id: 'subject',
      header: words.columns.subject,
      cell: (mail) => (
        <PrimaryCell detail={mail.to.name === null ? mail.to.email : `${mail.to.name} · ${mail.to.email}`}>
          <span style={{ fontWeight: 550, overflowWrap: 'anywhere' }}>{mail.subject}</span>
        </PrimaryCell>
      ),
    },
    {
      id: 'state',
      header: words.columns.state,
      cell: (mail) => (
        <>
          <Status tone={TONES[mail.state]} label={words.state[mail.state]} isBusy={mail.state === 'sending'} />
          {mail.error && (
            <div className="muted" style={{ maxWidth: '44ch', fontSize: 12, overflowWrap: 'anywhere' }}>
              {mail.error.message}
              {delivers && mail.nextTryAt !== null && (
                <>
                  {' · '}
                  {words.nextTry} <RelativeTime at={mail.nextTryAt} />
                </>
              )}
            </div>
          )}
        </>
      ),
    },
    {
      id: 'queued',
      header: words.columns.queued,
      hideBelow: 'md',
      cell: (mail) => <RelativeTime at={mail.queuedAt} />,
    },
    {
      id: 'actions',
      header: <VisuallyHidden>{words.columns.actions}</VisuallyHidden>,
      align: 'right',
      cell: (mail) => (
        <Group gap={6} justify="flex-end">
          {!delivers && mail.hasBody && (
            <MayButton
              needs="settings:write"
              size="compact-sm"
              variant="default"
              aria-label={words.readNamed(mail.subject, mail.to.email)}
              onClick={() => setReads(mail)}
            >
              {words.read}
            </MayButton>
          )}
          {delivers && mail.hasBody && mail.state !== 'sending' && (
            <MayButton
              needs="settings:write"
              size="compact-sm"
              variant="default"
              aria-label={words.resendNamed(mail.subject, mail.to.email)}
              onClick={() => resend.mutate(mail.id)}
            >
              {words.resend}
            </MayButton>
          )}
        </Group>
      ),
    },
  ]
  return (
    <>
      <DataTable label={words.list} rows={mails} columns={columns} rowKey={(mail) => mail.id} {...(more && { more })} />
      <MailDialog mail={reads} onClose={() => setReads(null)} />
    </>
  )
}
