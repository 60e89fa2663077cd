import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import type { Session } from '../../lib/api-types.ts'
import { stopTotp } from '../../lib/queries/me.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Status } from '../../ui/status.tsx'
import { useAction } from '../../ui/use-action.ts'
import { BackupCodesDialog } from './backup-codes-dialog.tsx'
import { TotpDialog } from './totp-dialog.tsx'

export function TotpSection({ session: { hasTotp, hasPassword } }: { session: Session }) {
  const { totp: words } = texts.access.me
  const [open, setOpen] = useState<'start' | 'codes' | 'stop' | null>(null)
  const close = () => setOpen(null)
  const stop = useAction(stopTotp, { renews: [['session']], done: words.stopped, showsProblem: true, onDone: close })
  return (
    <>
      <Group justify="space-between" gap="md">
        <div style={{ flex: '1 1 240px' }}>
          <Status tone={hasTotp ? 'good' : 'open'} label={words.title} />
          <Text size="sm" c="dimmed" mt={4}>
            {hasTotp ? words.on : words.off}
          </Text>
        </div>
        {hasTotp ? (
          <Group gap="xs">
            <Button variant="default" onClick={() => setOpen('codes')}>
              {words.codesNew}
            </Button>
            <Button variant="default" onClick={() => setOpen('stop')}>
              {words.stop}
            </Button>
          </Group>
        ) : (
          <Button variant="default" onClick={() => setOpen('start')}>
            {words.start}
          </Button>
        )}
      </Group>
      <TotpDialog isOpen={open === 'start'} onClose={close} hasPassword={hasPassword} />
      <BackupCodesDialog isOpen={open === 'codes'} onClose={close} hasPassword={hasPassword} />
      <ConfirmDialog
        title={words.stopTitle}
        confirm={words.stopConfirm}
        isDangerous
        isOpen={open === 'stop'}
        onClose={close}
        action={{ isPending: stop.isPending, error: stop.error, run: () => stop.mutate(undefined) }}
      >
        {words.stopText}
      </ConfirmDialog>
    </>
  )
}
