import { useQuery } from '@tanstack/react-query'
import { Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { AuthoriseStep } from '../../features/connect/authorise-step.tsx'
import { ConnectorFacts } from '../../features/connect/connector-facts.tsx'
import { LaunchStep } from '../../features/connect/launch-step.tsx'
import { OptionsForm } from '../../features/connect/options-form.tsx'
import { Steps, type Step } from '../../features/connect/steps.tsx'
import { MappingEditor } from '../../features/mapping/mapping-editor.tsx'
import type { Connection } from '../../lib/api-types.ts'
import { connectionQuery, connectorQuery } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { Monogram } from '../../ui/monogram.tsx'
import { Page, Split } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'

/** The further steps of a draft; left half done, it goes on here. */
export function FinishConnectionPage() {
  const { connectionId } = useParams({ from: '/app/connections/$connectionId/set-up' })
  const { step = 'mapping' } = useSearch({ from: '/app/connections/$connectionId/set-up' })
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
            <StepContent connection={data} step={step} />
          ) : (
            <Navigate to="/connections/$connectionId" params={{ connectionId }} replace />
          )
        }
      </QueryView>
    </Page>
  )
}

function StepContent({ connection, step }: { connection: Connection; step: Step }) {
  const navigate = useNavigate({ from: '/connections/$connectionId/set-up' })
  const go = (next: Step) => void navigate({ search: { step: next } })
  switch (step) {
    case 'authorise':
      return <Authorise connection={connection} />
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

function Authorise({ connection }: { connection: Connection }) {
  const connector = useQuery(connectorQuery(connection.connector))
  return (
    <QueryView query={connector}>
      {(data) => (
        <Split aside={<ConnectorFacts connector={data} />}>
          <AuthoriseStep connector={data} connection={connection} />
        </Split>
      )}
    </QueryView>
  )
}
