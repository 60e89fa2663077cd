import { newId } from '#base/ids.ts'
import slack from '#connectors/slack/connector.ts'
import { isAppError } from '#base/errors.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { seedAccount, seedConnection } from '#test/helpers/directory.ts'
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { CLI_ACTOR } from '../audit/actor.ts'
import { listMoves, listSightings } from './app-moves.store.ts'
import { findApps, getApp, listApps } from './apps.store.ts'
import { authoriseApps } from './authorise-apps.ts'
import { fillCatalogue } from './fill-catalogue.ts'
import { mapSighting } from './map-sighting.ts'
import { mergeApp, previewMerge } from './merge-app.ts'
import { readCollection } from './read-collection.ts'
import { sightApps } from './sight-apps.ts'
import { STARTING_SETS } from './starting-sets.ts'
import { undoMove } from './undo-move.ts'

const { db } = await testDatabase()
const NOW = new Date('2026-06-30T12:00:00Z')

beforeEach(async () => {
  await db.query('truncate people, accounts, connections, apps, audit_events cascade')
  await fillCatalogue(db, new Map([[slack.id, slack]]))
})

/** A sign-on service whose people have some apps; an app that is named again keeps its id. */
async function seedService(name: string, people: number): Promise<{ id: string; has: Has; forget: Forget }> {
  const id = await seedConnection(db, { name, app_id: 'okta', connector: 'okta', is_primary_source: true })
  const accounts: string[] = []
  for (let one = 0; one < people; one++) accounts.push(await seedAccount(db, id))
  return {
    id,
    has: async (app, holders, url = null) => {
      const row = await db.one<{ id: string }>(
        `insert into entitlements (id, connection_id, kind, external_id, name, url, first_seen_at)
         values ($1, $2, 'app', $3, $3, $4, $5)
         on conflict (connection_id, kind, external_id) do update set missing_since = null returning id`,
        [newId(), id, app, url, NOW],
      )
      await db.query('delete from grants where entitlement_id = $1', [row!.id])
      await db.query(`insert into grants select unnest($1::uuid[]), $2, $3`, [accounts.slice(0, holders), row!.id, NOW])
      await db.tx((tx) => sightApps(tx, id))
    },
    forget: async (app) => {
      await db.query('update entitlements set missing_since = $3 where connection_id = $1 and external_id = $2', [
        id,
        app,
        NOW,
      ])
      await db.tx((tx) => sightApps(tx, id))
    },
  }
}
type Has = (app: string, holders: number, url?: string | null) => Promise<void>
type Forget = (app: string) => Promise<void>

const inUse = async () => (await listApps(db, { limit: 200 })).items.map(({ id, people }) => [id, people])

test('an app that a sign-on service reports is in use under its entry of the catalogue, with how many have it, or gets one of its own', async () => {
  const okta = await seedService('Okta', 3)
  await okta.has('Slack', 2)
  await okta.has('Shift planner', 1)
  assert.deepEqual(await inUse(), [
    ['okta', 0],
    ['shift-planner', 1],
    ['slack', 2],
  ])
  const planner = await getApp(db, 'shift-planner')
  assert.deepEqual(planner.seenBy, [{ connectionId: okta.id, connectionName: 'Okta', people: 1 }])
  assert.deepEqual([planner.status, planner.authorisation], ['unknown', 'needs_review'])
  const other = await seedService('OneLogin', 9)
  await other.has('SHIFT  planner', 9)
  assert.equal((await getApp(db, 'shift-planner')).people, 9)
  assert.equal((await getApp(db, 'shift-planner')).seenBy.length, 2)
})

test('an app that nobody reports any more is in no list of what is in use, and comes back as it was', async () => {
  const okta = await seedService('Okta', 2)
  await okta.has('Shift planner', 2)
  await okta.has('Slack', 1)
  await okta.forget('Shift planner')
  await okta.forget('Slack')
  assert.deepEqual(await inUse(), [['okta', 0]])
  await okta.has('Shift planner', 1)
  assert.deepEqual(await inUse(), [
    ['okta', 0],
    ['shift-planner', 1],
  ])
})

test('recommended is what most have through the sign-on service, if it has a connector and no connection', async () => {
  const okta = await seedService('Okta', 5)
  await db.query(`update apps set connector = id where id in ('miro', 'zoom')`)
  await okta.has('Slack', 2)
  await okta.has('Miro', 4)
  await okta.has('Shift planner', 5)
  await okta.has('Zoom', 0)
  const { items } = await readCollection(db, 'recommended')
  assert.deepEqual(
    items.map(({ app, reason }) => [app.id, reason]),
    [
      ['miro', { kind: 'seen', people: 4, in: 'Okta' }],
      ['slack', { kind: 'seen', people: 2, in: 'Okta' }],
    ],
  )
  await seedConnection(db, { app_id: 'miro', connector: 'miro', state: 'draft' })
  assert.equal((await readCollection(db, 'recommended')).items.length, 2)
  await seedConnection(db, { app_id: 'slack', connector: 'slack' })
  assert.deepEqual(
    (await readCollection(db, 'recommended')).items.map(({ app }) => app.id),
    ['miro'],
  )
})

test('collections are computed from own use, and say so; without any they are the starting sets, and say that', async () => {
  for (const id of ['essentials', 'staff-picks', 'workflow-favorites'] as const) {
    const starting = await readCollection(db, id)
    assert.equal(starting.basis, 'starting_set')
    assert.equal(starting.items.length, STARTING_SETS[id].length)
    assert.ok(starting.items.every(({ reason }) => reason === null))
  }
  const okta = await seedService('Okta', 4)
  await okta.has('Slack', 2)
  await okta.has('Figma', 1)
  const essentials = await readCollection(db, 'essentials')
  assert.equal(essentials.basis, 'own_use')
  assert.deepEqual(
    essentials.items.map(({ app, reason }) => [app.id, reason]),
    [
      ['okta', { kind: 'share', percent: 100 }],
      ['slack', { kind: 'share', percent: 50 }],
    ],
  )
  const picks = await readCollection(db, 'staff-picks')
  assert.deepEqual(
    picks.items.map(({ app }) => app.id),
    ['okta', 'slack', 'figma'],
  )
})

test('a merged app takes its reports and connections along, later reports follow, and all goes back', async () => {
  const okta = await seedService('Okta', 3)
  await okta.has('Team chat', 3)
  const own = await seedConnection(db, { app_id: 'team-chat', connector: 'scim' })
  const account = await seedAccount(db, own)
  assert.deepEqual(await previewMerge(db, 'team-chat'), {
    connections: [
      {
        id: own,
        name: (await db.one<{ name: string }>('select name from connections where id = $1', [own]))!.name,
        accounts: 1,
      },
    ],
    sightings: 1,
    people: 3,
  })
  const move = await mergeApp(db, CLI_ACTOR, NOW, 'team-chat', 'slack')
  const merged = await getApp(db, 'slack')
  assert.deepEqual([merged.people, merged.accountCount], [3, 1])
  assert.equal((await findApps(db, ['team-chat'])).length, 0)
  const onelogin = await seedService('OneLogin', 1)
  await onelogin.has('Team chat', 1)
  assert.equal((await getApp(db, 'slack')).seenBy.length, 2)
  assert.deepEqual(
    (await listMoves(db, 'slack')).map(({ id }) => id),
    [move.id],
  )
  const back = await undoMove(db, CLI_ACTOR, NOW, move.id)
  assert.deepEqual([back.people, back.accountCount, back.mergedInto], [3, 1, null])
  const { appId } = (await db.one<{ appId: string }>('select app_id as "appId" from accounts where id = $1', [
    account,
  ]))!
  assert.equal(appId, 'team-chat')
  // What came only after the merge was never this app's.
  assert.deepEqual(
    (await getApp(db, 'slack')).seenBy.map(({ connectionName }) => connectionName),
    ['OneLogin'],
  )
  assert.deepEqual(await listMoves(db, 'slack'), [])
  await assert.rejects(undoMove(db, CLI_ACTOR, NOW, move.id), (error) => isAppError(error, 'conflict'))
})

test('an app is merged with another one that stands, and only once', async () => {
  await seedConnection(db, { app_id: 'own', connector: 'scim' })
  const refuses = (from: string, into: string, code: 'conflict' | 'invalid_input' | 'not_found') =>
    assert.rejects(mergeApp(db, CLI_ACTOR, NOW, from, into), (error) => isAppError(error, code))
  await refuses('own', 'own', 'invalid_input')
  await refuses('own', 'nowhere', 'invalid_input')
  await refuses('nowhere', 'slack', 'not_found')
  await mergeApp(db, CLI_ACTOR, NOW, 'own', 'slack')
  await refuses('own', 'figma', 'conflict')
  await refuses('figma', 'own', 'invalid_input')
})

test('a report that a person mapped stays mapped whatever is read, and goes back to how it was recognised', async () => {
  const okta = await seedService('Okta', 2)
  await okta.has('Slack', 2)
  const what = { connectionId: okta.id, externalId: 'Slack', intoId: 'figma' }
  const move = await mapSighting(db, CLI_ACTOR, NOW, 'slack', what)
  await okta.has('Slack', 1)
  assert.deepEqual(
    (await listSightings(db, 'figma')).map(({ name, basis, people }) => [name, basis, people]),
    [['Slack', 'chosen', 1]],
  )
  await assert.rejects(mapSighting(db, CLI_ACTOR, NOW, 'slack', what), (error) => isAppError(error, 'not_found'))
  await undoMove(db, CLI_ACTOR, NOW, move.id)
  assert.deepEqual(
    (await listSightings(db, 'slack')).map(({ basis }) => basis),
    ['name'],
  )
})

test('what is said of apps is said of all or none, one audit event each, and can be taken back', async () => {
  await seedConnection(db, { app_id: 'slack', connector: 'slack' })
  await assert.rejects(authoriseApps(db, CLI_ACTOR, ['slack', 'nowhere'], 'restricted'), (error) =>
    isAppError(error, 'invalid_input'),
  )
  assert.deepEqual(
    [(await getApp(db, 'slack')).authorisation, (await getApp(db, 'slack')).isAuthorisationChosen],
    ['managed', false],
  )
  await authoriseApps(db, CLI_ACTOR, ['slack', 'figma'], 'restricted')
  await authoriseApps(db, CLI_ACTOR, ['slack'], 'restricted')
  assert.deepEqual(
    (await listApps(db, { limit: 10, catalogue: true, authorisation: 'restricted' })).items.map(({ id }) => id),
    ['figma', 'slack'],
  )
  const events = await db.query(`select target_id as id from audit_events where action = 'app.authorise' order by id`)
  assert.deepEqual(events, [{ id: 'figma' }, { id: 'slack' }])
  const [back] = await authoriseApps(db, CLI_ACTOR, ['slack'], null)
  assert.equal(back?.authorisation, 'managed')
})

test('apps are sorted by name, by active accounts, by people and by status, page by page, each once', async () => {
  const okta = await seedService('Okta', 3)
  await okta.has('Figma', 2)
  await okta.has('Zoom', 3)
  await okta.has('Asana', 1)
  await seedConnection(db, { app_id: 'slack', connector: 'slack', error_code: 'vendor_unauthorized' })
  await seedConnection(db, { app_id: 'zoom', connector: 'scim', state: 'disconnected' })
  const all = async (sort: 'name' | 'active' | 'people' | 'status') => {
    const ids: string[] = []
    for (let cursor: string | undefined; ;) {
      const { items, nextCursor } = await listApps(db, { limit: 2, sort, cursor })
      ids.push(...items.map(({ id }) => id))
      if (nextCursor === null) return ids
      cursor = nextCursor
    }
  }
  assert.deepEqual(await all('name'), ['asana', 'figma', 'okta', 'slack', 'zoom'])
  assert.deepEqual(await all('active'), ['okta', 'asana', 'figma', 'slack', 'zoom'])
  assert.deepEqual(await all('people'), ['zoom', 'figma', 'asana', 'okta', 'slack'])
  assert.deepEqual(await all('status'), ['slack', 'zoom', 'okta', 'asana', 'figma'])
})
