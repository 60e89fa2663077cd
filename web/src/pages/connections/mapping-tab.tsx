import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { MappingEditor } from '../../features/mapping/mapping-editor.tsx'
import { connectionQuery } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { QueryView } from '../../ui/query-view.tsx'

export function MappingTab() {
  const { connectionId } = useParams({ from: '/app/connections/$connectionId' })
  const connection = useQuery(connectionQuery(connectionId))
  return (
    <QueryView query={connection}>
      {(data) => <MappingEditor connection={data} submit={texts.mapping.save} />}
    </QueryView>
  )
}
