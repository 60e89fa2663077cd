import { Button, Group, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Connection, Connector } from '../../lib/api-types.ts'
import { toProblem } from '../../lib/api/client.ts'
import { keepConnection, testConnection } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Panel } from '../../ui/page.tsx'
import { ConnectForm } from './connect-form.tsx'
import type { ConnectValues } from './connect-values.ts'
import { formPath, saveConnection } from './save-connection.ts'
import { VendorTest, type TestState } from './vendor-test.tsx'

/** First step: enter the credential, save it, and hear at once whether the vendor takes it. */
export function AuthoriseStep({ connector, connection }: { connector: Connector; connection: Connection | undefined }) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(connection)
  const [test, setTest] = useState<TestState>({ at: 'idle' })

  const saveAndTest = async (values: ConnectValues) => {
    setTest({ at: 'saving' })
    let saved: Connection
    try {
      saved = await saveConnection(connector, values, draft)
    } catch (error) {
      const shownFields = toProblem(error)
        .fields.map(({ path }) => path)
        .filter((path) => isInput(connector, formPath(path)))
      setTest({ at: 'save_failed', error, shownFields })
      throw error
    }
    setDraft(saved)
    keepConnection(client, saved)
    await ask(saved)
  }

  const ask = async ({ id }: Connection) => {
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
      {connection && draft && test.at === 'idle' && (
        <Panel>
          <Group justify="space-between">
            <span>{texts.connect.test.stored}</span>
            <Button variant="default" onClick={() => void ask(draft)}>
              {texts.connect.test.button}
            </Button>
          </Group>
        </Panel>
      )}
      <Panel>
        <ConnectForm
          connector={connector}
          connection={draft}
          isBusy={test.at === 'saving' || test.at === 'asking'}
          onSubmit={saveAndTest}
        />
      </Panel>
      <VendorTest state={test} connector={connector.name} />
      {draft && test.at === 'works' && (
        <div>
          <LinkButton
            to="/connections/$connectionId/set-up"
            params={{ connectionId: draft.id }}
            search={{ step: 'mapping' }}
          >
            {texts.connect.test.next}
          </LinkButton>
        </div>
      )}
    </Stack>
  )
}

function isInput(connector: Connector, path: string): boolean {
  if (path === 'name' || path === 'app' || path === 'method' || path === 'credentialId') return true
  const [group, name = ''] = path.split('.')
  if (group === 'hosts') return name in connector.hosts
  if (group === 'settings') return connector.settings.some((field) => field.name === name)
  return group === 'credential' && connector.auth.some((method) => method.fields.some((field) => field.name === name))
}
