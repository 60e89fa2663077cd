import { Button, Group, Modal, Stack } from '@mantine/core'
import type { OutboxMail } from '../../lib/api-types.ts'
import { readMail } from '../../lib/queries/notices.ts'
import { texts } from '../../lib/texts.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import classes from './notices.module.css'

/** Somebody else's mail, to pass it on by hand. It is opened only when that was asked for, since it is recorded. */
export function MailDialog({ mail, onClose }: { mail: OutboxMail | null; onClose: () => void }) {
  return (
    <Modal opened={mail !== null} onClose={onClose} title={mail?.subject} size={640}>
      {mail && <Content mail={mail} onClose={onClose} />}
    </Modal>
  )
}

// Apart, so that what was read is forgotten when the dialog closes.
function Content({ mail, onClose }: { mail: OutboxMail; onClose: () => void }) {
  const { outbox: words, common } = texts
  const read = useAction(readMail, { showsProblem: true })
  return (
    <Stack gap="md">
      <p className="muted" style={{ margin: 0 }}>
        {words.dialogTo(mail.to.name === null ? mail.to.email : `${mail.to.name} <${mail.to.email}>`)}
      </p>
      {read.data ? (
        <pre className={classes.mail}>{read.data.text}</pre>
      ) : (
        <p style={{ margin: 0 }}>{words.confirmRead}</p>
      )}
      {read.error && <ProblemNotice error={read.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {read.data ? common.close : common.cancel}
        </Button>
        {!read.data && (
          <Button loading={read.isPending} onClick={() => read.mutate(mail.id)}>
            {words.confirmReadAction}
          </Button>
        )}
      </Group>
    </Stack>
  )
}
