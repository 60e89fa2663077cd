import type { FieldProblem } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import { checkMapping } from '#mapping/check-mapping.ts'
import type { Mapping } from '#mapping/mapping.ts'
import { listCustomFields } from '../people/person-fields.store.ts'

/** What is wrong with a mapping, given what its connector offers and which fields people have already. */
export async function mappingProblems(db: Db, connector: Connector, mapping: Mapping): Promise<FieldProblem[]> {
  return checkMapping(mapping, { fields: connector.sourceFields, existingFields: await listCustomFields(db) })
}
