import { expect, test } from '@playwright/test'
import { startSandbox } from '#connectors/scim/sandbox.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible } from './accessible.ts'
import { connectScim, goTo, signIn } from './connect.ts'

let rollcall: RunningRollcall
let vendor: Sandbox

test.beforeAll(async () => {
  vendor = await startSandbox({ users: 12, seed: 3, groups: 0 })
  rollcall = await startRollcall()
  const connection = await connectScim(rollcall, vendor, { name: 'Directory' })
  await rollcall.sync(connection)
})

test.afterAll(async () => {
  await rollcall?.stop()
  await vendor?.close()
})

test('an app is found in the catalogue, and its page says how it can be connected; what a leaver still has is one click from Home', async ({
  page,
}) => {
  await signIn(page, rollcall)
  await test.step('the catalogue is searched and filtered', async () => {
    await goTo(page, 'Apps')
    await page.getByRole('link', { name: 'Catalogue' }).click()
    await expect(page.getByRole('listitem').filter({ hasText: '1Password' })).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('checkbox', { name: 'Only apps with a connector' }).check()
    await expect(page.getByRole('link', { name: 'Figma' })).toHaveCount(0)
    await expect(page.getByRole('listitem').filter({ hasText: 'Slack' })).toContainText('Connector')
    await page.getByRole('checkbox', { name: 'Only apps with a connector' }).uncheck()
    await page.getByRole('searchbox', { name: 'Search apps' }).fill('figma')
    await page.getByRole('link', { name: 'Figma' }).click()
  })
  await test.step('an app without a connector names the way that there is', async () => {
    await expect(page.getByRole('heading', { name: 'Figma', level: 1 })).toBeVisible()
    await expect(page.getByRole('link', { name: 'figma.com' })).toHaveAttribute('href', 'https://figma.com')
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Connect by SCIM' }).click()
    await page.getByRole('combobox', { name: 'App' }).fill('figma')
    await expect(page.getByRole('option', { name: 'Figma', exact: true })).toBeVisible()
  })
  await test.step('someone who left by hand still has an account', async () => {
    const { body } = await rollcall.call<{ items: { id: string }[] }>('GET', '/people?status=active&limit=1')
    const edited = await rollcall.call('PATCH', `/people/${body.items[0]!.id}`, { status: 'inactive' })
    expect(edited.status).toBe(200)
    await goTo(page, 'Home')
    await page.reload()
    await expect(page.getByText('1 active account of people who left')).toBeVisible()
    await page.getByRole('link', { name: 'See them' }).click()
    await expect(page.getByRole('table', { name: 'Accounts' }).getByRole('row')).toHaveCount(2)
    await expectAccessible(page)
  })
})
