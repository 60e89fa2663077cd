import { expect, test } from '@playwright/test'
import { startSandbox } from '#connectors/scim/sandbox.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible } from './accessible.ts'
import { connectScim, goTo, signIn } from './connect.ts'

let rollcall: RunningRollcall
let directory: Sandbox
let chat: Sandbox
let chatId: string

test.beforeAll(async () => {
  directory = await startSandbox({ users: 20, seed: 21, groups: 0 })
  chat = await startSandbox({ users: 20, seed: 21, groups: 0 })
  // The two say different things of the same person.
  chat.state.change(chat.state.view.users[4]!.id, { title: 'Title by the chat' })
  rollcall = await startRollcall()
  await rollcall.sync(await connectScim(rollcall, directory, { name: 'Directory' }))
  chatId = await connectScim(rollcall, chat, { name: 'Chat' })
  await rollcall.sync(chatId)
})

test.afterAll(async () => {
  await rollcall?.stop()
  await chat?.close()
  await directory?.close()
})

test('the order of sources decides which value holds, and is changed by keyboard', async ({ page }) => {
  const user = directory.state.view.users[4]!
  const person = (await rollcall.all<{ id: string; title: string }>(`/people?search=${user.email}`))[0]!
  await signIn(page, rollcall)
  await page.goto(`${rollcall.url}/people/${person.id}`)
  await expect(page.getByRole('row', { name: /Job title/ })).toContainText(user.title)
  await page.goto(`${rollcall.url}/settings/sources`)
  await page.getByRole('button', { name: 'Move Chat up' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Chat is now at place 1.')).toBeAttached()
  await page.getByRole('button', { name: 'Save the order' }).click()
  await expect(page.getByText('The order is saved.')).toBeVisible()
  await page.goto(`${rollcall.url}/people/${person.id}?explain=title`)
  const drawer = page.getByRole('dialog')
  await expect(drawer.getByRole('listitem').first()).toContainText('Title by the chat')
  await expect(drawer.getByRole('listitem').first()).toContainText('Wins')
  await expect(drawer.getByRole('listitem').last()).toContainText(user.title)
})

test('a running sync shows how far it is and can be cancelled', async ({ page }) => {
  await signIn(page, rollcall)
  await page.goto(`${rollcall.url}/connections/${chatId}`)
  chat.latencyMs = 2_000
  try {
    await page.getByRole('button', { name: 'Run now', exact: true }).click()
    await expect(page.getByTestId('sync-progress')).toContainText('Reading')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Cancel', exact: true }).click()
    await page.getByRole('button', { name: 'Cancel the sync' }).click()
    await expect(page.getByText('Cancelled', { exact: true }).first()).toBeVisible()
    await expect(page.getByTestId('sync-progress')).toBeHidden()
  } finally {
    chat.latencyMs = 0
  }
})

test('a connection is disconnected, reconnected by a token that works, and removed only when its name is typed', async ({
  page,
}) => {
  await signIn(page, rollcall)
  await page.goto(`${rollcall.url}/connections/${chatId}/settings`)
  await page.getByRole('button', { name: 'Test connection' }).click()
  await expect(page.getByText('The vendor accepts the credential.')).toBeVisible()

  await page.getByRole('button', { name: 'Disconnect' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
  await expect(page.getByText('No new data comes in.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Run now', exact: true })).toBeHidden()

  await page.getByRole('button', { name: 'Reconnect' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Token' }).fill('wrong')
  await dialog.getByRole('button', { name: 'Test and reconnect' }).click()
  await expect(dialog.getByRole('alert')).toContainText('The vendor refused the credential')
  await expectAccessible(page)
  await dialog.getByRole('textbox', { name: 'Token' }).fill(chat.credentials['bearer']!['token']!)
  await dialog.getByRole('button', { name: 'Test and reconnect' }).click()
  await expect(page.getByRole('button', { name: 'Run now', exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await expectAccessible(page)
  await expect(page.getByRole('button', { name: 'Remove the connection' })).toBeDisabled()
  await page.getByLabel('Type “Chat” to confirm').fill('Chat')
  await page.getByRole('button', { name: 'Remove the connection' }).click()
  await expect(page.getByRole('heading', { name: 'Connections', level: 1 })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Chat', exact: true })).toHaveCount(0)
})

test('a token is shown once and works until it is revoked', async ({ page, request }) => {
  await signIn(page, rollcall)
  await page.goto(`${rollcall.url}/settings/tokens`)
  await page.getByRole('button', { name: 'Create token' }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('HR export')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(page.getByText('This is the only time')).toBeVisible()
  await expectAccessible(page)
  const token = await page.getByLabel('The new token').innerText()
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText(token)).toHaveCount(0)

  const ask = () => request.get(`${rollcall.url}/api/v1/people`, { headers: { authorization: `Bearer ${token}` } })
  expect((await ask()).status()).toBe(200)
  await page.getByRole('button', { name: 'Revoke HR export' }).click()
  await page.getByRole('button', { name: 'Revoke the token' }).click()
  await expect(page.getByRole('button', { name: 'Revoke HR export' })).toBeHidden()
  expect((await ask()).status()).toBe(401)
})

test('signing out closes the door: the next page asks to sign in', async ({ page }) => {
  await signIn(page, rollcall)
  await page.getByRole('button', { name: /^Signed in as/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Rollcall' })).toBeVisible()
  await page.goto(`${rollcall.url}/people`)
  await expect(page.getByRole('heading', { name: 'Sign in to Rollcall' })).toBeVisible()
  await page.getByLabel('E-mail').fill('admin@example.test')
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery staple')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'People', level: 1 })).toBeVisible()
  await goTo(page, 'Home')
})
