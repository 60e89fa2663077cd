import type { FieldProblem } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import { TRACKING_SOURCES } from '#mapping/fields.ts'
import type { Mapping } from '#mapping/mapping.ts'
import { mappingProblems } from './check-connection-mapping.ts'
import { connectorOf, findConnection } from './connections.store.ts'

export type MappingView = {
  targets: Mapping['targets']
  customFields: NonNullable<Mapping['customFields']>
  sources: NonNullable<Mapping['sources']>
  filter: NonNullable<Mapping['filter']> | null
  /** What can be mapped: the connector's fields, and what Rollcall knows of the sync itself (F51). */
  offered: {
    name: string
    path: string
    type: 'text' | 'number' | 'boolean' | 'date'
    target: string | null
    personal: boolean
  }[]
  /** What must be mended before it can be launched. */
  problems: FieldProblem[]
}

type Parts = { db: Db; connectors: ReadonlyMap<string, Connector> }

/** A connection's mapping as it is edited. Throws `not_found` or `connector_unknown`. */
export async function readMapping({ db, connectors }: Parts, id: string): Promise<MappingView> {
  const { mapping, connector: connectorId, method } = await findConnection(db, id)
  const connector = connectorOf(connectors, connectorId, method)
  const { targets, customFields = [], sources = [], filter = null } = mapping
  return {
    targets,
    customFields,
    sources,
    filter,
    offered: [
      ...connector.sourceFields.map(({ name, path, type, target, personal }) => ({
        name,
        path,
        type,
        target: target ?? null,
        personal: personal ?? false,
      })),
      ...TRACKING_SOURCES.map((source) => ({ ...source, target: null, personal: false })),
    ],
    problems: await mappingProblems(db, connector, mapping),
  }
}
