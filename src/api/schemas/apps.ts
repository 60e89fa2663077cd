import { APP_STATUSES, AUTHORISATIONS } from '#core/apps/apps.store.ts'
import { COLLECTIONS } from '#core/apps/read-collection.ts'
import { z } from 'zod'
import { id, instant, nameText } from './common.ts'

const count = z.number().int()

export const Authorisation = z.enum(AUTHORISATIONS)

export const AppStatus = z.enum(APP_STATUSES)

export const App = z
  .object({
    id: z.string(),
    name: z.string(),
    connector: z.string().nullable(),
    category: z.string(),
    description: z.string(),
    site: z.string().nullable(),
    connectionCount: z.number().int(),
    accountCount: z.number().int(),
    activeAccountCount: z.number().int(),
    /** The oldest of its connections' times (F83). */
    asOf: instant.nullable(),
    status: AppStatus.describe('`available`: there is a connector. `unknown`: nothing reads it, and there is none.'),
    authorisation: Authorisation,
    isAuthorisationChosen: z
      .boolean()
      .describe('False while nobody has said: then a connected app is managed, any other one is to be reviewed.'),
    people: count.describe('The most that any sign-on service reports.'),
    seenBy: z.array(z.object({ connectionId: id, connectionName: z.string(), people: count })),
    mergedInto: z.string().nullable(),
  })
  .meta({ id: 'App' })

export const AppCollection = z
  .object({
    id: z.enum(COLLECTIONS),
    basis: z
      .enum(['own_use', 'starting_set'])
      .describe('As this organisation uses its apps, or what most begin with while too little is known.'),
    items: z.array(
      z.object({
        app: App,
        reason: z
          .union([
            z.object({ kind: z.literal('seen'), people: count, in: z.string() }),
            z.object({ kind: z.literal('share'), percent: count }),
            z.object({ kind: z.literal('people'), people: count }),
          ])
          .nullable(),
      }),
    ),
  })
  .meta({ id: 'AppCollection' })

export const AppCategory = z
  .object({ category: z.string(), apps: z.number().int(), connectable: z.number().int() })
  .meta({ id: 'AppCategory' })

const Use = z.object({
  people: count.describe('Persons with an active account, each once.'),
  accounts: count,
  byStatus: z.object({ active: count, suspended: count, inactive: count, invited: count, unknown: count }),
  recent: count
    .nullable()
    .describe('Active accounts that were used in the last 30 days; null where the vendor tells no last use.'),
  lastUsedAt: instant.nullable(),
  seats: z
    .object({ bought: count, held: count })
    .nullable()
    .describe('Of the licences whose vendor tells how many seats were bought.'),
})

export const AppUse = z
  .object({ total: Use, connections: z.array(Use.extend({ connectionId: id })) })
  .meta({ id: 'AppUse' })

export const appId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'Small letters, digits and hyphens; at most 63, beginning with a letter or digit.',
  )

export const NewApp = z
  .strictObject({
    id: appId.optional(),
    name: nameText,
    category: z.string().trim().min(1).max(100),
    description: z.string().trim().max(2000).optional(),
  })
  .meta({ id: 'NewApp' })

export const AppsAuthorisation = z
  .strictObject({
    ids: z.array(appId).min(1).max(200),
    authorisation: Authorisation.nullable().describe('Null takes back what was said.'),
  })
  .meta({ id: 'AppsAuthorisation' })

export const AppMove = z
  .object({
    id,
    fromApp: z.string(),
    fromName: z.string(),
    intoApp: z.string(),
    intoName: z.string(),
    isMerge: z.boolean().describe('The app as a whole; else one report of a sign-on service.'),
    sightings: count,
    connections: count,
    actorName: z.string(),
    movedAt: instant,
  })
  .meta({ id: 'AppMove' })

export const AppSightings = z
  .object({
    items: z.array(
      z.object({
        connectionId: id,
        connectionName: z.string(),
        externalId: z.string(),
        name: z.string(),
        url: z.string().nullable(),
        people: count,
        basis: z
          .enum(['site', 'name', 'new', 'chosen'])
          .describe('Recognised by its site or its name; `new`: by neither; or a person chose.'),
        standing: z.boolean().describe('Whether the service lists it now.'),
      }),
    ),
    moves: z.array(AppMove),
  })
  .meta({ id: 'AppSightings' })

export const MergePreview = z
  .object({
    connections: z.array(z.object({ id, name: z.string(), accounts: count })),
    sightings: count,
    people: count,
  })
  .meta({ id: 'MergePreview' })

export const AppMerge = z.strictObject({ intoId: appId }).meta({ id: 'AppMerge' })

export const SightingMap = z
  .strictObject({ connectionId: id, externalId: z.string().min(1).max(500), intoId: appId })
  .meta({ id: 'SightingMap' })
