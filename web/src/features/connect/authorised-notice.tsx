import { Group, Stack } from '@mantine/core'
import type { Connection } from '../../lib/api-types.ts'
import { OTHER_RESULT, RESULTS } from '../../lib/texts/requests.ts'
import { texts } from '../../lib/texts.ts'
import { Notice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { startAuthorisation } from '../../lib/queries/authorise.ts'
import { MissingScopes } from './missing-scopes.tsx'
import { MayButton } from '../../ui/may-button.tsx'

type Props = {
  connection: Connection
  /** As the callback put it into the address. */
  result: string
  /** What a co-worker can be asked from; left out where there is no such thing. */
  onAsk?: (() => void) | undefined
}

/** How an authorisation at the vendor ended: what works, or why not and what to do (F13, F32). */
export function AuthorisedNotice({ connection, result, onAsk }: Props) {
  const { authorise: words } = texts.connect
  const again = useAction(() => startAuthorisation(connection.id))
  if (result === 'ok') return <Connected connection={connection} />
  const { title, text } = RESULTS[result] ?? OTHER_RESULT
  return (
    <Notice
      tone="bad"
      isAlert
      title={title}
      action={
        <Group gap={6}>
          {onAsk && (
            <MayButton needs="requests:write" size="xs" variant="default" onClick={onAsk}>
              {words.ask}
            </MayButton>
          )}
          <MayButton
            needs="connections:write"
            size="xs"
            variant="default"
            loading={again.isPending}
            onClick={() => again.mutate(undefined)}
          >
            {words.retry}
          </MayButton>
        </Group>
      }
    >
      {text}
    </Notice>
  )
}

/** Also says what was asked for and not granted. */
function Connected({ connection }: { connection: Connection }) {
  const { authorise: words } = texts.connect
  return (
    <Stack gap="sm">
      <div role="status">
        <Notice tone="good" title={words.ok(connection.vendorTenantName ?? connection.vendorTenantId)}>
          {words.okText}
        </Notice>
      </div>
      <MissingScopes connection={connection} />
    </Stack>
  )
}
