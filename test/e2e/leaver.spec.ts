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
  directory = await startSandbox({ users: 20, seed: 21, groups: 0 })
  chat = await startSandbox({ users: 20, seed: 21, groups: 0 })
  rollcall = await startRollcall()
  const source = await connectScim(rollcall, directory, { name: 'Directory' })
  await rollcall.call('PATCH', `/connections/${source}`, { isPrimarySource: true })
  await rollcall.sync(source)
  await rollcall.sync(await connectScim(rollcall, chat, { name: 'Chat', preference: 'update_only' }))
  // Gone from the directory; the chat knows nothing of it.
  directory.state.remove(directory.state.view.users[4]!.id)
  expect((await rollcall.sync(source)).state).toBe('done')
})

test.afterAll(async () => {
  await rollcall?.stop()
  await chat?.close()
  await directory?.close()
})

test('somebody who left and still has an account is found from Home, with the app that still lets them in', async ({
  page,
}) => {
  const left = chat.state.view.users[4]!
  await signIn(page, rollcall)
  await expect(page.getByText('1 active account of people who left')).toBeVisible()
  await page.getByRole('link', { name: 'See them' }).click()
  const table = page.getByRole('table', { name: 'Accounts' })
  await expect(table.getByRole('row')).toHaveCount(2)
  await expect(table.getByRole('row').last()).toContainText(left.email)
  await expect(table.getByRole('row').last()).toContainText('Active')
  await expect(page).toHaveURL(/status=active.*person=inactive|person=inactive.*status=active/)
  await expectAccessible(page)
  await table.getByRole('row').last().getByRole('link').first().click()
  const accounts = page.getByRole('table', { name: 'Accounts' })
  await expect(accounts.getByRole('row', { name: /Directory/ })).toContainText('Inactive')
  await expect(accounts.getByRole('row', { name: /Chat/ })).toContainText('Active')
})
