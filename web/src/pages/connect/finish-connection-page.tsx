import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { AuthoriseStep, ToMapping } from '../../features/connect/authorise-step.tsx'
import { AuthorisedNotice } from '../../features/connect/authorised-notice.tsx'
import { ConnectorFacts } from '../../features/connect/connector-facts.tsx'
import { LaunchStep } from '../../features/connect/launch-step.tsx'
import { OptionsForm } from '../../features/connect/options-form.tsx'
import { Steps, type Step } from '../../features/connect/steps.tsx'
import { MappingEditor } from '../../features/mapping/mapping-editor.tsx'
import { PendingNotice } from '../../features/requests/pending-notice.tsx'
import type { Connection } from '../../lib/api-types.ts'
import { connectionQuery, connectorQuery } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { Monogram } from '../../ui/monogram.tsx'
import { Page, Split } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'

/** The further steps of a draft; left half done, it goes on here. */
export function FinishConnectionPage() {
  const { connectionId } = useParams({ from: '/app/connections/$connectionId/set-up' })
  const { step = 'mapping', authorised } = useSearch({ from: '/app/connections/$connectionId/set-up' })
  const connection = useQuery(connectionQuery(connectionId))
  const name = connection.data?.name
  return (
    <Page
      title={name ? texts.connect.finishTitle(name) : texts.connections.title}
      icon={connection.data && <Monogram name={connection.data.appName} size={32} />}
      back={{ label: texts.connections.title, link: { to: '/connections' } }}
    >
      <Steps current={step} connectionId={connectionId} />
      <QueryView query={connection}>
        {(data) =>
          data.state === 'draft' ? (
            <StepContent connection={data} step={step} authorised={authorised} />
          ) : (
            <Navigate to="/connections/$connectionId" params={{ connectionId }} replace />
          )
        }
      </QueryView>
    </Page>
  )
}

function StepContent({
  connection,
  step,
  authorised,
}: {
  connection: Connection
  step: Step
  authorised: string | undefined
}) {
  const navigate = useNavigate({ from: '/connections/$connectionId/set-up' })
  const go = (next: Step) => void navigate({ search: { step: next } })
  switch (step) {
    case 'authorise':
      return <Authorise connection={connection} result={authorised} />
    case 'mapping':
      return <MappingEditor connection={connection} submit={texts.mapping.savedNext} onSaved={() => go('options')} />
    case 'options':
      return (
        <div style={{ maxWidth: 680 }}>
          <OptionsForm connection={connection} submit={texts.common.next} withSchedule onSaved={() => go('launch')} />
        </div>
      )
    case 'launch':
      return (
        <div style={{ maxWidth: 680 }}>
          <LaunchStep connection={connection} />
        </div>
      )
  }
}

function Authorise({ connection, result }: { connection: Connection; result: string | undefined }) {
  const [how, setHow] = useState<'coworker'>()
  const connector = useQuery(connectorQuery(connection.connector))
  return (
    <QueryView query={connector}>
      {(data) => (
        <Split aside={<ConnectorFacts connector={data} />}>
          <Stack gap="lg">
            <PendingNotice connectionId={connection.id} />
            {result !== undefined && (
              <AuthorisedNotice connection={connection} result={result} onAsk={() => setHow('coworker')} />
            )}
            {result === 'ok' ? (
              <ToMapping connectionId={connection.id} />
            ) : (
              <AuthoriseStep key={how} connector={data} connection={connection} how={how} />
            )}
          </Stack>
        </Split>
      )}
    </QueryView>
  )
}
