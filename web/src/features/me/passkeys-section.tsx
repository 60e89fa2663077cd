import { ActionIcon, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { IconFingerprint, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Passkey } from '../../lib/api-types.ts'
import { canUsePasskeys, makePasskey, PasskeyCancelled } from '../../lib/passkeys.ts'
import { deletePasskey, passkeysQuery } from '../../lib/queries/me.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'

export function PasskeysSection() {
  const { passkeys: words } = texts.access.me
  const passkeys = useQuery(passkeysQuery)
  const [isAdding, setAdding] = useState(false)
  const [asks, setAsks] = useState<Passkey | null>(null)
  const remove = useAction(deletePasskey, {
    renews: [['me', 'passkeys'], ['session']],
    done: words.removed,
    showsProblem: true,
    onDone: () => setAsks(null),
  })
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {words.text}
      </Text>
      <QueryView
        query={passkeys}
        isEmpty={({ items }) => items.length === 0}
        empty={<Text size="sm">{words.none}</Text>}
      >
        {({ items }) => (
          <Stack component="ul" gap={6} m={0} p={0} style={{ listStyle: 'none' }}>
            {items.map((passkey) => (
              <Group key={passkey.id} component="li" gap="sm" wrap="nowrap">
                <IconFingerprint size={18} aria-hidden />
                <span style={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>{passkey.name}</span>
                <span className="muted">
                  <RelativeTime at={passkey.createdAt} />
                </span>
                <ActionIcon aria-label={words.remove(passkey.name)} onClick={() => setAsks(passkey)}>
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </Group>
            ))}
          </Stack>
        )}
      </QueryView>
      {canUsePasskeys() ? (
        <div>
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
            {words.add}
          </Button>
        </div>
      ) : (
        <Text size="sm">{words.unsupported}</Text>
      )}
      <Modal opened={isAdding} onClose={() => setAdding(false)} title={words.add} size={420}>
        <AddForm onClose={() => setAdding(false)} />
      </Modal>
      <ConfirmDialog
        title={words.removeTitle(asks?.name ?? '')}
        confirm={texts.common.remove}
        isDangerous
        isOpen={asks !== null}
        onClose={() => setAsks(null)}
        action={{ isPending: remove.isPending, error: remove.error, run: () => asks && remove.mutate(asks.id) }}
      >
        {words.removeText}
      </ConfirmDialog>
    </Stack>
  )
}

function AddForm({ onClose }: { onClose: () => void }) {
  const { passkeys: words } = texts.access.me
  const [name, setName] = useState('')
  const add = useAction(makePasskey, {
    renews: [['me', 'passkeys'], ['session']],
    done: words.added,
    showsProblem: true,
    onDone: onClose,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') add.mutate(name.trim())
      }}
    >
      <Stack gap="md">
        <TextInput
          label={words.name}
          description={words.nameHelp}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        {add.error && !(add.error instanceof PasskeyCancelled) && <ProblemNotice error={add.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={add.isPending} disabled={name.trim() === ''}>
            {words.add}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
