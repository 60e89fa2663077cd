import type { Db } from '#db/pool.ts'

type Facet = { value: string | null; count: number }

// More departments than that are no list to choose from.
const MAX_VALUES = 200

/** How many people have each status and each department; the largest first. */
export async function readPeopleFacets(db: Db): Promise<{ status: Facet[]; department: Facet[] }> {
  const facet = (column: 'status' | 'department') =>
    db.query<Facet>(
      `select ${column} as value, count(*)::int as count from people group by 1 order by 2 desc, 1 limit ${MAX_VALUES}`,
    )
  return { status: await facet('status'), department: await facet('department') }
}
