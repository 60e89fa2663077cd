import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Builder } from '../../features/builder/builder.tsx'
import { customConnectorQuery } from '../../lib/queries/custom-connectors.ts'
import { texts } from '../../lib/texts.ts'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'

const { builder: words } = texts

/** Describes the API of an app that nobody has written a connector for. */
export function NewCustomConnectorPage() {
  return (
    <Page
      title={words.title}
      description={words.description}
      back={{ label: texts.connect.choose.title, link: { to: '/connections/new' } }}
    >
      <Builder custom={undefined} />
    </Page>
  )
}

/** Changes a custom connector. */
export function EditCustomConnectorPage() {
  const { customId } = useParams({ from: '/app/custom-connectors/$customId' })
  const custom = useQuery(customConnectorQuery(customId))
  return (
    <Page
      title={custom.data ? words.editTitle(custom.data.name) : words.list.title}
      description={custom.data && words.version(custom.data.version)}
      back={{ label: words.list.title, link: { to: '/custom-connectors' } }}
    >
      <QueryView query={custom}>{(data) => <Builder key={`${data.id} ${data.version}`} custom={data} />}</QueryView>
    </Page>
  )
}
