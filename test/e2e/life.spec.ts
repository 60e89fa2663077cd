import { expect, test } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import slack from '#connectors/slack/connector.ts'
import { startSandbox } from '#connectors/slack/sandbox.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible, expectToFit } from './accessible.ts'
import { signIn } from './connect.ts'

const ALL = ['users:read', 'users:read.email', 'usergroups:read']

let rollcall: RunningRollcall
let chat: Sandbox
let id: string

test.beforeAll(async () => {
  chat = await startSandbox({
    users: 20,
    seed: 21,
    groups: 2,
    others: {
      'xoxb-other-admin': { bot: 'U0OTHERBOT', scopes: ALL.slice(0, 2) },
      'xoxb-elsewhere': { team: { id: 'T0ELSEWHERE', name: 'Elsewhere' } },
      'xoxb-less': { team: { id: 'T0LESS', name: 'Less' }, scopes: ALL.slice(0, 2) },
    },
  })
  rollcall = await startRollcall()
  const created = await rollcall.call<{ id: string }>('POST', '/connections', {
    connector: 'slack',
    name: 'Chat',
    method: 'token',
    credential: chat.credentials['token'],
    hosts: chat.hosts,
    selection: 'people_and_accounts',
    preference: 'create_and_update',
    deactivate: true,
    smart: true,
    contacts: ['it@example.test'],
  })
  id = created.body.id
  await rollcall.call('POST', `/connections/${id}/launch`, {})
  await rollcall.sync(id)
})

test.afterAll(async () => {
  await rollcall?.stop()
  await chat?.close()
})

/** Lets days pass for a removal: the worker's next tick finds it that much older. */
async function daysPass(days: number): Promise<void> {
  const client = new Client({ host: join(rollcall.home, 'postgres'), user: 'rollcall', database: 'rollcall' })
  await client.connect()
  await client.query(`update connections set removed_at = removed_at - make_interval(days => $1)`, [days])
  await client.end()
}

test('a connection is paused and resumed, and says so meanwhile', async ({ page }) => {
  await signIn(page, rollcall)
  await page.goto(`${rollcall.url}/connections/${id}/settings`)
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByText('Paused: nothing is read').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Run now', exact: true })).toBeHidden()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(page.getByRole('button', { name: 'Run now', exact: true })).toBeVisible()
})

test('scopes show what is granted, required ones cannot be taken away, a new one says where to add it', async ({
  page,
}) => {
  await signIn(page, rollcall)
  await page.goto(`${rollcall.url}/connections/${id}/scopes`)
  const required = page.getByRole('checkbox', { name: /^Members/ })
  await expect(required).toBeChecked()
  await required.focus()
  await page.keyboard.press('Space')
  await expect(required).toBeChecked()
  await expect(page.getByText('Without it nothing can be read').first()).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('checkbox', { name: /User groups/ }).check()
  await page.getByRole('button', { name: 'Save scopes' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'usergroups:read' })).toContainText('Connected')
})

test('the wizard plans the smallest set of scopes, and says before the launch what was not granted', async ({
  page,
}) => {
  await signIn(page, rollcall)
  await page.goto(`${rollcall.url}/connections/new/slack`)
  await page
    .getByRole('combobox', { name: 'How to sign in' })
    .or(page.getByRole('textbox', { name: 'How to sign in' }))
    .first()
    .click()
  const { label } = slack.auth.find(({ id }) => id === 'token')!
  await page.getByRole('option', { name: label, exact: true }).click()
  const scopes = page.getByRole('list', { name: 'Scopes' })
  const required = scopes.getByRole('checkbox', { name: /^Members/ })
  const groups = scopes.getByRole('checkbox', { name: /^User groups/ })
  const all = page.getByRole('checkbox', { name: 'Read all else that there is' })
  await expect(groups).toBeChecked()
  await expect(required).toBeChecked()
  await required.focus()
  await page.keyboard.press('Space')
  await expect(required).toBeChecked()
  await groups.uncheck()
  await expect(scopes.getByText('Without it, the list of usergroups is left out; the rest is read.')).toBeVisible()
  await expectAccessible(page)
  await all.uncheck()
  await expect(groups).toHaveCount(0)
  await all.check()
  await expect(groups).toBeChecked()
  await scopes.getByRole('checkbox', { name: /^Administer the workspace/ }).uncheck()
  await expect(page.getByLabel('Scopes to choose at the vendor')).toHaveText(ALL.join(' '))

  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Less')
  await page.getByRole('textbox', { name: 'Token' }).fill('xoxb-less')
  await page.getByRole('button', { name: 'Advanced' }).click()
  await page.getByRole('textbox', { name: 'Web API' }).fill(chat.hosts['api']!)
  await page.setViewportSize({ width: 320, height: 700 })
  await expectToFit(page)
  await page.setViewportSize({ width: 1280, height: 860 })
  await page.getByRole('button', { name: 'Save and test connection' }).click()
  const missing = page.getByRole('list', { name: 'The vendor has granted less than was asked for' })
  await expect(missing.getByRole('listitem')).toHaveText([/User groups usergroups:read.*left out; the rest is read/])
  await expectAccessible(page)
  const { body } = await rollcall.call<{ items: { id: string; name: string }[] }>('GET', '/connections?limit=50')
  const less = body.items.find(({ name }) => name === 'Less')!.id
  await page.goto(`${rollcall.url}/connections/${less}/set-up?step=launch`)
  await expect(missing).toContainText('User groups')
  await expect(page.getByRole('button', { name: 'Launch and sync' })).toBeVisible()
  await expectAccessible(page)
  await rollcall.call('DELETE', `/connections/${less}`, { confirm: 'Less' })
})

test('disconnected, it is reconnected as another admin; another workspace is refused; what it may not do is shown first', async ({
  page,
}) => {
  await signIn(page, rollcall)
  await page.goto(`${rollcall.url}/connections/${id}/settings`)
  await page.getByRole('button', { name: 'Disconnect' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
  await expect(page.getByText('No new data comes in.')).toBeVisible()
  await expect(page.getByText('revoke it there by hand')).toBeVisible()
  expect((await rollcall.all('/accounts?status=active')).length).toBeGreaterThan(0)

  await page.goto(`${rollcall.url}/connections`)
  await page.getByRole('button', { name: 'Reconnect Chat' }).click()
  const dialog = page.getByRole('dialog')
  const token = dialog.getByRole('textbox', { name: 'Token' })
  await token.fill('xoxb-elsewhere')
  await dialog.getByRole('button', { name: 'Test and reconnect' }).click()
  await expect(dialog.getByRole('alert')).toContainText(
    'opens "Elsewhere" (T0ELSEWHERE), but this connection belongs to "Sandbox" (T0SANDBOX)',
  )
  await token.fill('xoxb-other-admin')
  await dialog.getByRole('button', { name: 'Test and reconnect' }).click()
  await expect(dialog.getByRole('alert')).toContainText('usergroups:read is no longer granted')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Take it all the same' }).click()
  await expect(page.getByRole('button', { name: 'Run now: Chat' })).toBeVisible()
  const sync = await rollcall.sync(id)
  expect([sync.state, sync.counts['created']]).toEqual(['done', 0])
})

test('a lost grant says what to do and who can, in red', async ({ page }) => {
  const fault = chat.plan({ when: () => true, do: { kind: 'body', body: { ok: false, error: 'token_revoked' } } })
  await rollcall.sync(id)
  fault.cancel()
  await signIn(page, rollcall)
  await page.goto(`${rollcall.url}/connections/${id}`)
  await expect(page.getByText('Reconnect needed')).toBeVisible()
  await expect(page.getByText('it@example.test, a contact of this connection')).toBeVisible()
  await expect(page.getByText('An admin of Slack')).toBeVisible()
  await expectAccessible(page)
  await page.goto(`${rollcall.url}/connections/${id}/settings`)
  await page.getByRole('button', { name: 'Test connection' }).click()
  await expect(page.getByText(/Connected to Sandbox/)).toBeVisible()
  await rollcall.sync(id)
})

test('removed with its name typed, restored, removed again, and after seven days erased', async ({ page }) => {
  await signIn(page, rollcall)
  const remove = async () => {
    await page.goto(`${rollcall.url}/connections/${id}/settings`)
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByText('People known from nowhere else')).toBeVisible()
    await expect(dialog.getByRole('button', { name: 'Remove the connection' })).toBeDisabled()
    await expectAccessible(page)
    await dialog.getByLabel('Type “Chat” to confirm').fill('Chat')
    const download = page.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Accounts as CSV' }).click()
    const rows = await readFile(await (await download).path(), 'utf8')
    expect(rows.trim().split('\n').length).toBe(23)
    await dialog.getByRole('button', { name: 'Remove the connection' }).click()
    await expect(page.getByRole('heading', { name: 'Connections', level: 1 })).toBeVisible()
    await expect(page.getByRole('link', { name: 'Chat', exact: true })).toHaveCount(0)
  }
  const people = (await rollcall.all('/people')).length
  expect(people).toBeGreaterThan(0)
  await remove()
  expect(await rollcall.all('/people')).toEqual([])
  await page.getByRole('link', { name: 'Removed connections' }).click()
  await expect(page.getByRole('row', { name: /Chat/ })).toContainText('7 days')
  await expectAccessible(page)
  await page.setViewportSize({ width: 320, height: 700 })
  await expectToFit(page)
  await page.setViewportSize({ width: 1280, height: 860 })
  await page.getByRole('button', { name: 'Restore Chat' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click()
  await expect(page.getByText('No new data comes in.')).toBeVisible()
  expect((await rollcall.all('/people')).length).toBe(people)

  await remove()
  await daysPass(8)
  await page.goto(`${rollcall.url}/connections/removed`)
  await expect(async () => {
    await page.reload()
    await expect(page.getByText('Nothing was removed')).toBeVisible({ timeout: 500 })
  }).toPass()
  expect(await rollcall.all('/connections?state=removed')).toEqual([])
  expect((await rollcall.call('POST', `/connections/${id}/restore`)).status).toBe(404)
})
