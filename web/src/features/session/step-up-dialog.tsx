import { Button, Divider, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { whenProofIsAsked } from '../../lib/api/step-up.ts'
import { canUsePasskeys, PasskeyCancelled, takePasskey } from '../../lib/passkeys.ts'
import { goToProvider, providersQuery, sessionQuery, stepUp } from '../../lib/queries/session.ts'
import { texts } from '../../lib/texts.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'

/** Stands ready: whatever is answered with "prove again who you are" opens it, and goes on once that is done. */
export function StepUpDialog() {
  const [isOpen, setOpen] = useState(false)
  const answer = useRef<((isProved: boolean) => void) | undefined>(undefined)
  useEffect(
    () =>
      whenProofIsAsked(
        () =>
          new Promise((resolve) => {
            answer.current = resolve
            setOpen(true)
          }),
      ),
    [],
  )
  const close = (isProved: boolean) => {
    setOpen(false)
    answer.current?.(isProved)
  }
  return (
    // Above the dialog whose action it interrupts.
    <Modal opened={isOpen} onClose={() => close(false)} title={texts.access.stepUp.title} size={420} zIndex={400}>
      <ProofForm onProved={() => close(true)} onCancel={() => close(false)} />
    </Modal>
  )
}

function ProofForm({ onProved, onCancel }: { onProved: () => void; onCancel: () => void }) {
  const { stepUp: words } = texts.access
  const { data: session } = useQuery(sessionQuery)
  const client = useQueryClient()
  const [text, setText] = useState('')
  const onDone = () => {
    void client.invalidateQueries({ queryKey: sessionQuery.queryKey })
    onProved()
  }
  const hasTotp = session?.hasTotp ?? false
  const canType = hasTotp || (session?.hasPassword ?? false)
  const prove = useAction(() => stepUp(hasTotp ? { code: text.replaceAll(' ', '') } : { password: text }), {
    showsProblem: true,
    onDone,
  })
  const passkey = useAction(async () => stepUp({ passkey: await takePasskey() }), { showsProblem: true, onDone })
  const error = prove.error ?? (passkey.error instanceof PasskeyCancelled ? null : passkey.error)
  const hasPasskey = (session?.passkeys ?? 0) > 0 && canUsePasskeys()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (text !== '') prove.mutate(undefined)
      }}
    >
      <Stack gap="md">
        <Text size="sm">{words.text}</Text>
        {canType && hasTotp && (
          <TextInput
            label={words.code}
            autoComplete="one-time-code"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-autofocus
          />
        )}
        {canType && !hasTotp && (
          <PasswordInput
            label={words.password}
            autoComplete="current-password"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-autofocus
          />
        )}
        {error && <ProblemNotice error={error} />}
        {hasPasskey && (
          <Button
            variant="default"
            leftSection={<IconFingerprint size={17} aria-hidden />}
            loading={passkey.isPending}
            onClick={() => passkey.mutate(undefined)}
          >
            {words.passkey}
          </Button>
        )}
        {!canType && !hasPasskey && <ProveElsewhere />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {texts.common.cancel}
          </Button>
          {canType && (
            <Button type="submit" disabled={text === ''} loading={prove.isPending}>
              {words.submit}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}

/** Who comes in through a provider only proves it there. */
function ProveElsewhere() {
  const { stepUp: words } = texts.access
  const { data } = useQuery(providersQuery)
  const go = useAction(goToProvider)
  return (
    <>
      <Divider />
      <Text size="sm">{words.providerText}</Text>
      {data?.items.map(({ id, name }) => (
        <Button key={id} variant="default" onClick={() => go.mutate({ id, again: true })}>
          {words.provider(name)}
        </Button>
      ))}
    </>
  )
}
