import { Group, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Connection, Connector } from '../../lib/api-types.ts'
import { toProblem } from '../../lib/api/client.ts'
import { keepConnection, testConnection } from '../../lib/queries/connections.ts'
import { useMay } from '../../lib/may.ts'
import { texts } from '../../lib/texts.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Panel } from '../../ui/page.tsx'
import { startAuthorisation } from '../../lib/queries/authorise.ts'
import { ConnectForm } from './connect-form.tsx'
import { methodOf, type ConnectValues } from './connect-values.ts'
import { MissingScopes } from './missing-scopes.tsx'
import { askCoworker, formPath, saveConnection } from './save-connection.ts'
import { VendorTest, type TestState } from './vendor-test.tsx'
import { MayButton } from '../../ui/may-button.tsx'

type Props = {
  connector: Connector
  connection: Connection | undefined
  /** Who was chosen to authorise it, when one comes back from a try that failed. */
  how?: ConnectValues['how'] | undefined
}

/**
 * First step: enter the credential, save it, and hear at once whether the vendor takes it; or give consent at the vendor;
 * or ask a co-worker for either.
 */
export function AuthoriseStep({ connector, connection, how }: Props) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [draft, setDraft] = useState(connection)
  const may = useMay()
  const mayKeep = may('credentials:write')
  const [test, setTest] = useState<TestState>({ at: 'idle' })

  const submit = async (values: ConnectValues, hasPreset: boolean) => {
    setTest({ at: 'saving' })
    let saved: Connection
    try {
      if (values.how === 'coworker') return await ask(values, hasPreset)
      saved = await saveConnection(connector, values, draft, { hasPreset, mayReplace: mayKeep })
    } catch (error) {
      const shownFields = toProblem(error)
        .fields.map(({ path }) => path)
        .filter((path) => isInput(connector, formPath(path, values.how)))
      setTest({ at: 'save_failed', error, shownFields })
      throw error
    }
    setDraft(saved)
    keepConnection(client, saved)
    return methodOf(connector, saved.method)?.flow === 'redirect' ? leave(saved, values.scopes) : tryOut(saved)
  }

  const ask = async (values: ConnectValues, hasPreset: boolean) => {
    const request = await askCoworker(connector, values, draft, hasPreset)
    void client.invalidateQueries({ queryKey: ['connection-requests'] })
    void client.invalidateQueries({ queryKey: ['connections'] })
    notifications.show({ message: texts.requests.ask.sent(request.name) })
    await navigate({ to: '/requests' })
  }

  const leave = async ({ id }: Connection, scopes?: string[]) => {
    setTest({ at: 'leaving' })
    try {
      await startAuthorisation(id, scopes ? { scopes } : {})
    } catch (error) {
      setTest({ at: 'refused', error })
    }
  }

  const tryOut = async ({ id }: Connection) => {
    setTest({ at: 'asking' })
    try {
      setTest({ at: 'works', result: await testConnection(id) })
      void client.invalidateQueries({ queryKey: ['connections', id] })
    } catch (error) {
      setTest({ at: 'refused', error })
    }
  }

  return (
    <Stack gap="lg">
      {connection?.credentialId && draft && test.at === 'idle' && (
        <Stored
          connector={connector}
          draft={draft}
          onTest={() => void tryOut(draft)}
          onLeave={() => void leave(draft)}
        />
      )}
      <Panel>
        <ConnectForm
          connector={connector}
          connection={draft}
          how={how ?? 'self'}
          mayAsk={may('requests:write')}
          mayKeep={mayKeep}
          isBusy={test.at === 'saving' || test.at === 'asking' || test.at === 'leaving'}
          onSubmit={submit}
        />
      </Panel>
      <VendorTest state={test} connector={connector.name} />
      {draft && test.at === 'works' && <MissingScopes connection={draft} />}
      {draft && test.at === 'works' && <ToMapping connectionId={draft.id} />}
    </Stack>
  )
}

export function ToMapping({ connectionId }: { connectionId: string }) {
  return (
    <div>
      <LinkButton to="/connections/$connectionId/set-up" params={{ connectionId }} search={{ step: 'mapping' }}>
        {texts.connect.test.next}
      </LinkButton>
    </div>
  )
}

/** What a draft has already: a credential to be tried, or a client whose consent is still to be given. */
function Stored({
  connector,
  draft,
  onTest,
  onLeave,
}: {
  connector: Connector
  draft: Connection
  onTest: () => void
  onLeave: () => void
}) {
  const { authorise: words, test } = texts.connect
  const isRedirect = methodOf(connector, draft.method)?.flow === 'redirect'
  const needsConsent = isRedirect && draft.vendorTenantId === null
  return (
    <Panel>
      <Group justify="space-between">
        <span>{needsConsent ? words.stored(connector.name) : test.stored}</span>
        {needsConsent ? (
          <MayButton needs="connections:write" onClick={onLeave}>
            {words.again(connector.name)}
          </MayButton>
        ) : (
          <MayButton needs="connections:write" variant="default" onClick={onTest}>
            {test.button}
          </MayButton>
        )}
      </Group>
    </Panel>
  )
}

const OWN_INPUTS = new Set([
  'name',
  'app',
  'method',
  'credentialId',
  'coworker.name',
  'coworker.email',
  'coworker.note',
])

function isInput(connector: Connector, path: string): boolean {
  if (OWN_INPUTS.has(path)) return true
  const [group, name = ''] = path.split('.')
  if (group === 'hosts') return name in connector.hosts
  if (group === 'settings') return connector.settings.some((field) => field.name === name)
  return group === 'credential' && connector.auth.some((method) => method.fields.some((field) => field.name === name))
}
