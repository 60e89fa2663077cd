import { Group, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { OptionsForm } from '../../features/connect/options-form.tsx'
import { ScheduleForm } from '../../features/connect/schedule-form.tsx'
import { VendorTest, type TestState } from '../../features/connect/vendor-test.tsx'
import { AppRecordSelect } from '../../features/connections/app-record.tsx'
import { DangerZone } from '../../features/connections/danger-zone.tsx'
import { GeneralForm } from '../../features/connections/general-form.tsx'
import { ReconnectDialog } from '../../features/connections/reconnect-dialog.tsx'
import type { Connection, Connector } from '../../lib/api-types.ts'
import { connectionQuery, connectorQuery, testConnection } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { Panel, Section } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { MayButton } from '../../ui/may-button.tsx'

/** Everything about a connection that can be set. */
export function SettingsTab() {
  const { connectionId } = useParams({ from: '/app/connections/$connectionId' })
  const connection = useQuery(connectionQuery(connectionId))
  return <QueryView query={connection}>{(data) => <WithConnector connection={data} />}</QueryView>
}

function WithConnector({ connection }: { connection: Connection }) {
  const { settings: words } = texts.connections
  const connector = useQuery(connectorQuery(connection.connector))
  return (
    <div style={{ maxWidth: 720, marginTop: -12 }}>
      <QueryView query={connector}>
        {(data) => (
          <>
            <Section title={words.authorise}>
              <Panel>
                <Credential connection={connection} connector={data} />
              </Panel>
            </Section>
            <Section title={words.general}>
              <Panel>
                <Stack gap="lg">
                  <GeneralForm connection={connection} connector={data} />
                  <AppRecordSelect connection={connection} />
                </Stack>
              </Panel>
            </Section>
          </>
        )}
      </QueryView>
      <Section title={words.schedule}>
        <Panel>
          <ScheduleForm connectionId={connection.id} isDraft={connection.state === 'draft'} />
        </Panel>
      </Section>
      <Section title={words.sync}>
        <Panel>
          <OptionsForm connection={connection} submit={texts.common.save} done={words.saved} />
        </Panel>
      </Section>
      <Section title={words.danger}>
        <DangerZone connection={connection} />
      </Section>
    </div>
  )
}

function Credential({ connection, connector }: { connection: Connection; connector: Connector }) {
  const { settings: words } = texts.connections
  const [isOpen, setOpen] = useState(false)
  const [test, setTest] = useState<TestState>({ at: 'idle' })
  const ask = async () => {
    setTest({ at: 'asking' })
    try {
      setTest({ at: 'works', result: await testConnection(connection.id) })
    } catch (error) {
      setTest({ at: 'refused', error })
    }
  }
  const method = connector.auth.find(({ id }) => id === connection.method)?.label ?? connection.method
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <span>{words.authoriseText(method)}</span>
        <Group gap="xs">
          <MayButton
            needs="connections:write"
            variant="default"
            loading={test.at === 'asking'}
            disabled={connection.state === 'disconnected'}
            onClick={() => void ask()}
          >
            {words.test}
          </MayButton>
          <MayButton needs="connections:write" variant="default" onClick={() => setOpen(true)}>
            {words.replace}
          </MayButton>
        </Group>
      </Group>
      <VendorTest state={test} connector={connector.name} isStored />
      <ReconnectDialog connection={connection} isOpen={isOpen} onClose={() => setOpen(false)} />
    </Stack>
  )
}
