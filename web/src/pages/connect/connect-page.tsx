import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { AppSelect } from '../../features/connect/app-select.tsx'
import { AuthoriseStep } from '../../features/connect/authorise-step.tsx'
import { ConnectorFacts } from '../../features/connect/connector-facts.tsx'
import { appOf } from '../../features/connect/app-of.ts'
import { Steps } from '../../features/connect/steps.tsx'
import { FileConnect } from '../../features/files/file-connect.tsx'
import { useMay } from '../../lib/may.ts'
import { connectorQuery } from '../../lib/queries/connections.ts'
import { sessionQuery } from '../../lib/queries/session.ts'
import { texts } from '../../lib/texts.ts'
import { Monogram } from '../../ui/monogram.tsx'
import { Page, Split } from '../../ui/page.tsx'
import { Notice } from '../../ui/problem-notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'

/** First step of a new connection. */
export function ConnectPage() {
  const { connectorId } = useParams({ from: '/app/connections/new/$connectorId' })
  return connectorId === 'file' ? <FilePage /> : <VendorPage connectorId={connectorId} />
}

function FilePage() {
  const may = useMay()
  const { data: session } = useQuery(sessionQuery)
  return (
    <Page
      title={texts.files.title}
      description={texts.files.description}
      back={{ label: texts.connect.choose.title, link: { to: '/connections/new' } }}
    >
      <Steps current="authorise" />
      {may('connections:write') ? (
        <FileConnect appInput={(props) => <AppSelect {...props} />} appOf={appOf} />
      ) : (
        <Notice tone="info">{texts.access.notAllowed(session?.user.roleName ?? '')}</Notice>
      )}
    </Page>
  )
}

function VendorPage({ connectorId }: { connectorId: string }) {
  const { how } = useSearch({ from: '/app/connections/new/$connectorId' })
  const connector = useQuery(connectorQuery(connectorId))
  const name = connector.data?.name
  return (
    <Page
      title={name ? texts.connect.title(name) : texts.connect.choose.title}
      icon={name && <Monogram name={name} size={32} />}
      description={connector.data?.description}
      back={{ label: texts.connect.choose.title, link: { to: '/connections/new' } }}
    >
      <Steps current="authorise" />
      <QueryView query={connector}>
        {(data) => (
          <Split aside={<ConnectorFacts connector={data} />}>
            <AuthoriseStep connector={data} connection={undefined} how={how} />
          </Split>
        )}
      </QueryView>
    </Page>
  )
}
