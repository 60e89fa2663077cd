import { expect, test } from '@playwright/test'
import { startSandbox } from '#connectors/scim/sandbox.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible } from './accessible.ts'
import { connectScim, signIn } from './connect.ts'

let rollcall: RunningRollcall
let directory: Sandbox
let chat: Sandbox

test.beforeAll(async () => {
  directory = await startSandbox({ users: 12, seed: 9, groups: 0 })
  chat = await startSandbox({ users: 12, seed: 9, groups: 0 })
  // Three whom the directory does not know under this address.
  for (const [number, user] of chat.state.view.users.slice(0, 3).entries()) {
    chat.state.change(user.id, { email: `private${number}@elsewhere.test`, username: `private${number}` })
  }
  rollcall = await startRollcall()
  await rollcall.sync(await connectScim(rollcall, directory, { name: 'Directory' }))
  await rollcall.sync(await connectScim(rollcall, chat, { name: 'Chat', preference: 'update_only' }))
})

test.afterAll(async () => {
  await rollcall?.stop()
  await chat?.close()
  await directory?.close()
})

test('an unmatched account is matched to its person, made a person of, or left aside', async ({ page }) => {
  const [ada, bob, eve] = directory.state.view.users.slice(0, 3).map((user) => `${user.givenName} ${user.familyName}`)
  await signIn(page, rollcall)

  await test.step('three wait, each with the reason', async () => {
    await page.getByRole('link', { name: 'Match them' }).click()
    const table = page.getByRole('table', { name: 'Unmatched' })
    await expect(table.getByRole('row')).toHaveCount(4)
    await expect(table).toContainText('No person matches')
    await expectAccessible(page)
  })

  await test.step('the first is matched', async () => {
    await page.getByRole('button', { name: `Match ${ada} to a person` }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Person' }).fill(directory.state.view.users[0]!.email)
    await page.getByRole('option', { name: ada! }).click()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Match' }).click()
    await expect(page.getByRole('button', { name: `Match ${ada} to a person` })).toBeHidden()
  })

  await test.step('of the second a person is made', async () => {
    await page.getByRole('button', { name: `More for ${bob}` }).click()
    await page.getByRole('menuitem', { name: 'Create person' }).click()
    await page.getByRole('button', { name: 'Create the person' }).click()
    await expect(page.getByRole('button', { name: `More for ${bob}` })).toBeHidden()
  })

  await test.step('the third is left aside', async () => {
    await page.getByRole('button', { name: `More for ${eve}` }).click()
    await page.getByRole('menuitem', { name: 'Ignore' }).click()
    await expect(page.getByText('Every account has its person')).toBeVisible()
    await expectAccessible(page)
  })

  await test.step('the person of the first holds both accounts', async () => {
    await page.goto(`${rollcall.url}/people?search=${encodeURIComponent(directory.state.view.users[0]!.email)}`)
    await page.getByRole('link', { name: ada! }).click()
    const accounts = page.getByRole('table', { name: 'Accounts' })
    await expect(accounts).toContainText('private0@elsewhere.test')
    await expect(accounts.getByRole('row')).toHaveCount(3)
  })
})
