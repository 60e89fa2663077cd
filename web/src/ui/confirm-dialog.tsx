import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { texts } from '../lib/texts.ts'
import { ProblemNotice } from './problem-notice.tsx'

type Props = {
  title: string
  /** What will happen, and what will not. */
  children: ReactNode
  confirm: string
  /** What the way out is called, where "Cancel" could mean the action itself. */
  dismiss?: string
  isDangerous?: boolean
  /** The text that has to be typed before it can be confirmed. */
  typed?: string
  isOpen: boolean
  onClose: () => void
  action: { isPending: boolean; error: Error | null; run: () => void }
}

/** Stands before everything that cannot simply be taken back. It stays open until the action has worked. */
export function ConfirmDialog({
  title,
  children,
  confirm,
  dismiss,
  isDangerous,
  typed,
  isOpen,
  onClose,
  action,
}: Props) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size={480}>
      <ConfirmForm {...{ confirm, dismiss, typed, onClose, action }} isDangerous={isDangerous ?? false}>
        {children}
      </ConfirmForm>
    </Modal>
  )
}

type FormProps = Pick<Props, 'children' | 'confirm' | 'onClose' | 'action'> & {
  dismiss?: string | undefined
  typed?: string | undefined
  isDangerous: boolean
  /** False while something that it needs has not been chosen. */
  isReady?: boolean
}

// Apart, so that what was typed is forgotten when the dialog closes.
export function ConfirmForm({
  children,
  confirm,
  dismiss,
  isDangerous,
  isReady: isChosen = true,
  typed,
  onClose,
  action,
}: FormProps) {
  const [text, setText] = useState('')
  const isReady = isChosen && (typed === undefined || text.trim() === typed)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady && !action.isPending) action.run()
      }}
    >
      <Stack gap="md">
        <div>{children}</div>
        {typed !== undefined && (
          <TextInput
            label={texts.common.typeToConfirm(typed)}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
        )}
        {action.error && <ProblemNotice error={action.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {dismiss ?? texts.common.cancel}
          </Button>
          <Button
            type="submit"
            color={isDangerous ? 'red.9' : undefined}
            disabled={!isReady}
            loading={action.isPending}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
