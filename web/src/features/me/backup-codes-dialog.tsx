import { Button, Group, Modal, Stack } from '@mantine/core'
import { renewBackupCodes } from '../../lib/queries/me.ts'
import { texts } from '../../lib/texts.ts'
import { useAction } from '../../ui/use-action.ts'
import { BackupCodes } from './backup-codes.tsx'
import { PasswordStep } from './password-step.tsx'

type Props = { isOpen: boolean; onClose: () => void; hasPassword: boolean }

/** New backup codes in the place of the earlier ones. */
export function BackupCodesDialog({ isOpen, onClose, hasPassword }: Props) {
  const { totp: words } = texts.access.me
  return (
    <Modal opened={isOpen} onClose={onClose} title={words.codesNew} size={480} closeOnClickOutside={false}>
      <Steps onClose={onClose} hasPassword={hasPassword} />
    </Modal>
  )
}

function Steps({ onClose, hasPassword }: Omit<Props, 'isOpen'>) {
  const renew = useAction(renewBackupCodes, { showsProblem: true })
  if (!renew.data) {
    const action = { isPending: renew.isPending, error: renew.error, run: renew.mutate }
    return <PasswordStep hasPassword={hasPassword} action={action} onCancel={onClose} />
  }
  return (
    <Stack gap="md">
      <BackupCodes codes={renew.data.backupCodes} />
      <Group justify="flex-end">
        <Button onClick={onClose}>{texts.access.me.totp.close}</Button>
      </Group>
    </Stack>
  )
}
