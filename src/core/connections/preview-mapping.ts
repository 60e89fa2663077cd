import type { Clock } from '#base/clock.ts'
import { isAppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Scalar } from '#mapping/convert.ts'
import { describeMapping, describeSource, type Step } from '#mapping/describe-mapping.ts'
import { TRACKING_SOURCES } from '#mapping/fields.ts'
import type { Mapping } from '#mapping/mapping.ts'
import { compileFilter } from '#mapping/record-filter.ts'
import { connectorOf, findConnection } from './connections.store.ts'

export type FieldPreview = {
  field: string
  value: Scalar | null
  steps: Step[]
  /** Why the value was left out or cut; empty when nothing was. */
  problems: string[]
  /** Why the source or the constant cannot be understood at all. */
  error: string | null
}

export type MappingPreview = {
  /** False when the mapping's filter leaves this record out (F49). */
  isTaken: boolean
  fields: FieldPreview[]
  /** What each source on offer gives for this record. */
  offered: { path: string; value: Scalar | null }[]
}

type Parts = { db: Db; clock: Clock; connectors: ReadonlyMap<string, Connector> }

/**
 * What a mapping that is being written makes of one record, by the functions that a sync uses. Nothing is saved and no
 * vendor is asked. A field that cannot be understood yet says so and the others are shown all the same.
 *
 * @param record as the vendor sends it, for instance one of the sample. Throws `not_found` or `connector_unknown`.
 */
export async function previewMapping(
  { db, clock, connectors }: Parts,
  id: string,
  mapping: Mapping,
  record: unknown,
): Promise<MappingPreview> {
  const connection = await findConnection(db, id)
  const { sourceFields } = connectorOf(connectors, connection.connector, connection.method)
  const credential = await db.one<{ name: string }>('select name from credentials where id = $1', [
    connection.credentialId,
  ])
  const options = { credentialName: credential?.name ?? '', syncTime: clock.now().toISOString() }
  const sources = [...sourceFields.map(({ path }) => path), ...TRACKING_SOURCES.map(({ path }) => path)]
  return {
    isTaken: isTaken(mapping, record),
    fields: mapping.targets.map(({ field }) => previewField(mapping, field, record, options)),
    offered: sources.map((path) => ({ path, value: describeSource(path, record, options).value })),
  }
}

function isTaken({ filter }: Mapping, record: unknown): boolean {
  try {
    return filter === undefined || compileFilter(filter)(record)
  } catch (error) {
    // A rule that is not finished leaves nobody out yet; saving it says what is wrong.
    if (isAppError(error, 'mapping_invalid')) return true
    throw error
  }
}

function previewField(
  mapping: Mapping,
  field: string,
  record: unknown,
  options: { credentialName: string; syncTime: string },
): FieldPreview {
  try {
    const told = describeMapping(mapping, field, record, options)
    return { field, value: told?.value ?? null, steps: told?.steps ?? [], problems: told?.problems ?? [], error: null }
  } catch (error) {
    if (!isAppError(error, 'mapping_invalid')) throw error
    return { field, value: null, steps: [], problems: [], error: error.message }
  }
}
