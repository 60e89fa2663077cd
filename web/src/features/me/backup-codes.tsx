import { Text } from '@mantine/core'
import { texts } from '../../lib/texts.ts'
import { CopyField } from '../../ui/copy-field.tsx'

/** Shown this once. */
export function BackupCodes({ codes }: { codes: readonly string[] }) {
  const { totp: words } = texts.access.me
  return (
    <div>
      <Text size="sm" fw={550}>
        {words.codes}
      </Text>
      <Text size="sm" c="dimmed" mb={8}>
        {words.codesText}
      </Text>
      <CopyField value={codes.join('\n')} label={words.codes} />
    </div>
  )
}
