import { Button, Group, Modal, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { ConnectionRequest } from '../../lib/api-types.ts'
import { resendRequest } from '../../lib/queries/requests.ts'
import { texts } from '../../lib/texts.ts'
import { CoworkerFields } from '../../ui/coworker-fields.tsx'
import { showFieldProblems } from '../../ui/form-problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { COWORKER_FIELDS, coworkerRules } from './coworker-rules.ts'

/** Sends a request again, to the same person or another (S10). */
export function ResendDialog({ request, onClose }: { request: ConnectionRequest | null; onClose: () => void }) {
  return (
    <Modal opened={request !== null} onClose={onClose} title={texts.requests.resendTitle} size={520}>
      {request && <ResendForm request={request} onClose={onClose} />}
    </Modal>
  )
}

function ResendForm({ request, onClose }: { request: ConnectionRequest; onClose: () => void }) {
  const { requests: words } = texts
  const { name, email, note } = request
  const form = useForm({ initialValues: { name, email, note }, validate: coworkerRules })
  const send = useAction(
    (to: typeof form.values) =>
      resendRequest(request.id, { name: to.name.trim(), email: to.email.trim(), note: to.note.trim() }),
    { renews: [['connection-requests'], ['connections']], done: words.resent, showsProblem: true, onDone: onClose },
  )
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) =>
        send.mutate(values, { onError: (error) => void showFieldProblems(form, error, COWORKER_FIELDS) }),
      )}
    >
      <Stack gap="md">
        <CoworkerFields text={words.resendText} bind={(field) => form.getInputProps(field)} />
        {send.error && <ProblemNotice error={send.error} shownFields={Object.keys(COWORKER_FIELDS)} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={send.isPending}>
            {words.resendYes}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
