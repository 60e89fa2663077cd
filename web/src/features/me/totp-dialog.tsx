import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { NewTotp } from '../../lib/api-types.ts'
import { confirmTotp, startTotp } from '../../lib/queries/me.ts'
import { texts } from '../../lib/texts.ts'
import { CopyField } from '../../ui/copy-field.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { BackupCodes } from './backup-codes.tsx'
import { PasswordStep } from './password-step.tsx'
import { QrCode } from './qr-code.tsx'

type Props = { isOpen: boolean; onClose: () => void; hasPassword: boolean }

/** Password, then the picture and a first code of the app, with the backup codes below. */
export function TotpDialog({ isOpen, onClose, hasPassword }: Props) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={texts.access.me.totp.title} size={480} closeOnClickOutside={false}>
      <Steps onClose={onClose} hasPassword={hasPassword} />
    </Modal>
  )
}

function Steps({ onClose, hasPassword }: Omit<Props, 'isOpen'>) {
  const start = useAction(startTotp, { showsProblem: true })
  if (start.data) return <ConfirmStep totp={start.data} onClose={onClose} />
  const action = { isPending: start.isPending, error: start.error, run: start.mutate }
  return <PasswordStep hasPassword={hasPassword} action={action} onCancel={onClose} />
}

function ConfirmStep({ totp, onClose }: { totp: NewTotp; onClose: () => void }) {
  const { totp: words } = texts.access.me
  const [code, setCode] = useState('')
  const confirm = useAction(confirmTotp, {
    renews: [['session'], ['me']],
    done: words.done,
    showsProblem: true,
    onDone: onClose,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        confirm.mutate(code.replaceAll(' ', ''))
      }}
    >
      <Stack gap="md">
        <Text size="sm">{words.scan}</Text>
        <QrCode text={totp.uri} label={words.qr} />
        <CopyField value={new URL(totp.uri).searchParams.get('secret') ?? ''} label={words.key} />
        <BackupCodes codes={totp.backupCodes} />
        <TextInput
          label={words.code}
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {confirm.error && <ProblemNotice error={confirm.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={confirm.isPending} disabled={code.trim() === ''}>
            {words.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
