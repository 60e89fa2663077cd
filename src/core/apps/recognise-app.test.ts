import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KNOWN_APPS } from './known-apps.ts'
import { recogniser } from './recognise-app.ts'

const APPS = [
  { id: 'slack', name: 'Slack', site: 'slack.com' },
  { id: 'notion', name: 'Notion', site: 'notion.so' },
  { id: 'jira', name: 'Jira', site: 'atlassian.com' },
  { id: 'confluence', name: 'Confluence', site: 'atlassian.com' },
  { id: 'docs', name: 'Acme Docs', site: 'docs.acme.com' },
  { id: 'acme', name: 'Acme', site: 'acme.com' },
  { id: 'okta', name: 'Okta', site: 'okta.com' },
  { id: 'slack', name: 'Slack', site: null },
  { id: 'slack', name: 'Slack for business', site: null },
]
const recognise = recogniser(APPS, ['okta.com'])
const appOf = (name: string, url: string | null = null) => recognise({ name, url })?.appId ?? null

test('an app is recognised by its site or its whole name, and by nothing that is near', () => {
  assert.deepEqual(recognise({ name: 'Team chat', url: 'https://acme.slack.com/login' }), {
    appId: 'slack',
    basis: 'site',
  })
  assert.deepEqual(recognise({ name: 'sLáck ', url: null }), { appId: 'slack', basis: 'name' })
  assert.equal(appOf('Slack for Business'), 'slack')
  assert.equal(appOf('Slack Enterprise'), null)
  assert.equal(appOf('Team chat', 'https://notslack.com'), null)
  assert.equal(appOf('Team chat', 'https://slack.com.evil.example'), null)
  assert.equal(appOf('Team chat', 'no address'), null)
  assert.equal(appOf('A page', 'https://www.docs.acme.com/x'), 'docs')
})

test('two apps of one site are told apart by name alone, and where site and name disagree nothing is said', () => {
  assert.equal(appOf('Our tickets', 'https://acme.atlassian.com'), null)
  assert.equal(appOf('Jira', 'https://acme.atlassian.com'), 'jira')
  assert.equal(appOf('Slack', 'https://www.notion.so'), null)
})

test('the address by which the sign-on service opens an app says nothing of the app', () => {
  assert.equal(appOf('Wiki', 'https://acme.okta.com/home/wiki/0oa1'), null)
  assert.equal(appOf('Slack', 'https://acme.okta.com/home/slack/0oa1'), 'slack')
})

test('every app of the catalogue whose name is its own is recognised by it', () => {
  const known = recogniser(KNOWN_APPS, [])
  for (const { id, name } of KNOWN_APPS) assert.equal(known({ name, url: null })?.appId, id, name)
})
