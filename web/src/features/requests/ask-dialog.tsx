import { Button, Group, Modal, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { createRequest } from '../../lib/queries/requests.ts'
import { texts } from '../../lib/texts.ts'
import { showFieldProblems } from '../../ui/form-problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { MayButton } from '../../ui/may-button.tsx'
import { useAction } from '../../ui/use-action.ts'
import { CoworkerFields } from '../../ui/coworker-fields.tsx'
import { COWORKER_FIELDS, coworkerRules } from './coworker-rules.ts'

type Props = {
  connectionId: string
  /** What to ask for; what the connection asked for before unless said otherwise. */
  scopes?: string[] | undefined
  isOpen: boolean
  onClose: () => void
}

/** Asks a co-worker to authorise a connection that is there already (F32, F38). */
export function AskDialog({ isOpen, onClose, ...ask }: Props) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={texts.requests.ask.title} size={520}>
      <AskForm {...ask} onClose={onClose} />
    </Modal>
  )
}

function AskForm({ connectionId, scopes, onClose }: Omit<Props, 'isOpen'>) {
  const { ask: words } = texts.requests
  const navigate = useNavigate()
  const form = useForm({
    initialValues: { name: '', email: '', note: '' },
    validate: coworkerRules,
  })
  const send = useAction(
    ({ name, email, note }: typeof form.values) =>
      createRequest({
        connectionId,
        ...(scopes && { scopes }),
        name: name.trim(),
        email: email.trim(),
        ...(note.trim() !== '' && { note: note.trim() }),
      }),
    {
      renews: [['connection-requests']],
      done: words.sent(form.values.name.trim()),
      showsProblem: true,
      onDone: () => navigate({ to: '/requests' }),
    },
  )
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) =>
        send.mutate(values, { onError: (error) => void showFieldProblems(form, error, COWORKER_FIELDS) }),
      )}
    >
      <Stack gap="md">
        <CoworkerFields bind={(name) => form.getInputProps(name)} />
        {send.error && <ProblemNotice error={send.error} shownFields={Object.keys(COWORKER_FIELDS)} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <MayButton needs="requests:write" type="submit" loading={send.isPending}>
            {words.send}
          </MayButton>
        </Group>
      </Stack>
    </form>
  )
}
