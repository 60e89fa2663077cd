import onelogin from '#connectors/onelogin/connector.ts'
import slack from '#connectors/slack/connector.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { seedConnection } from '#test/helpers/directory.ts'
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { CLI_ACTOR } from '../audit/actor.ts'
import { getApp, listAppCategories, listApps } from './apps.store.ts'
import { createApp } from './create-app.ts'
import { fillCatalogue } from './fill-catalogue.ts'
import { KNOWN_APPS } from './known-apps.ts'

const { db } = await testDatabase()
const connectors = new Map([slack, onelogin].map((connector) => [connector.id, connector]))
const names = async (filter: Partial<Parameters<typeof listApps>[1]> = {}) =>
  (await listApps(db, { limit: 200, ...filter })).items.map(({ name }) => name)

beforeEach(() => db.query('truncate apps, connections, audit_events cascade'))

test('every well-known app is whole and has an id of its own', () => {
  assert.ok(KNOWN_APPS.length >= 300)
  assert.equal(new Set(KNOWN_APPS.map(({ id }) => id)).size, KNOWN_APPS.length)
  for (const { id, name, category, site } of KNOWN_APPS) {
    assert.match(id, /^[a-z0-9][a-z0-9-]{0,62}$/, name)
    assert.match(site, /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, name)
    assert.ok(category !== '', name)
  }
})

test('the catalogue is found by name, category and connector, and lists of what is in use leave it out', async () => {
  await fillCatalogue(db, connectors)
  assert.deepEqual(await names(), [])
  assert.deepEqual(await names({ catalogue: true, search: 'figm' }), ['Figma'])
  assert.deepEqual(await names({ catalogue: true, connectable: true }), ['OneLogin', 'Slack'])
  const categories = await listAppCategories(db)
  const identity = categories.find(({ category }) => category === 'Identity')!
  assert.deepEqual(
    [identity.connectable, (await names({ catalogue: true, category: 'Identity' })).length],
    [1, identity.apps],
  )
  await seedConnection(db, { app_id: 'slack', connector: 'slack' })
  assert.deepEqual(await names(), ['Slack'])
})

test('an app that is added by a name of the catalogue is the one from there', async () => {
  await fillCatalogue(db, connectors)
  const app = await createApp(db, CLI_ACTOR, { name: 'figma', category: 'Whatever' })
  assert.deepEqual([app.id, app.name, app.site], ['figma', 'Figma', 'figma.com'])
  assert.deepEqual(await names(), ['Figma'])
})

test('filling again changes nothing, brings what is new, and leaves alone what people here made', async () => {
  await createApp(db, CLI_ACTOR, { id: 'slack', name: 'Our chat', category: 'Talk' })
  await fillCatalogue(db, new Map())
  const before = await db.query('select *, xmin::text from apps order by id')
  await Promise.all([fillCatalogue(db, new Map()), fillCatalogue(db, new Map())])
  assert.deepEqual(await db.query('select *, xmin::text from apps order by id'), before)
  await fillCatalogue(db, connectors)
  const own = await getApp(db, 'slack')
  assert.deepEqual([own.name, own.category, own.connector, own.site], ['Our chat', 'Talk', 'slack', 'slack.com'])
  assert.equal((await getApp(db, 'onelogin')).connector, 'onelogin')
})
