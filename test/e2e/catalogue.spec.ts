import { expect, test } from '@playwright/test'
import { startSandbox } from '#connectors/scim/sandbox.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible } from './accessible.ts'
import { connectScim, goTo, signIn } from './connect.ts'

let rollcall: RunningRollcall
let vendor: Sandbox

test.beforeAll(async () => {
  vendor = await startSandbox({ users: 30, seed: 3 })
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
  await test.step('an app with a connector says what connecting gives, and what it asks for', async () => {
    await page.goto(`${rollcall.url}/apps/okta`)
    await expect(page.getByRole('heading', { name: 'What connecting gives you' })).toBeVisible()
    await expect(page.getByText('Every plan of Workforce Identity')).toBeVisible()
    await expect(page.getByRole('link', { name: 'OneLogin' })).toHaveAttribute('href', '/apps/onelogin')
    await page.getByRole('link', { name: 'Capabilities' }).click()
    const scope = page.getByRole('listitem').filter({ hasText: 'okta.users.read.self' })
    await expect(scope).toContainText('(required)')
    await expect(page.getByRole('listitem').filter({ hasText: 'Employee number' })).toBeVisible()
    await expectAccessible(page)
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

test('a connected app shows its use, who has an account, where to count at the vendor, and who holds a group', async ({
  page,
}) => {
  await signIn(page, rollcall)
  const [first] = await rollcall.all<{ id: string }>('/accounts?app_id=scim&status=active')
  await rollcall.call('PATCH', `/accounts/${first!.id}`, { manualStatus: 'suspended' })
  const accounts = await rollcall.all<{ status: string }>('/accounts?app_id=scim')
  const active = accounts.filter(({ status }) => status === 'active').length
  const suspended = accounts.filter(({ status }) => status === 'suspended').length
  await goTo(page, 'Apps')
  await page.getByRole('link', { name: 'SCIM 2.0', exact: true }).click()
  await expect(page.getByRole('definition').filter({ hasText: `${active}of ${accounts.length}` })).toBeVisible()
  await expect(page.getByRole('table', { name: 'Connections of this app' })).toContainText('Directory')
  await page.getByRole('link', { name: 'Active accounts' }).click()
  await expect(page).toHaveURL(/\/apps\/scim\/users\?status=active/)
  const users = page.getByRole('table', { name: 'Accounts' })
  await expect(page.getByText(`${active} rows`, { exact: true })).toBeVisible()
  await page.getByText('Compare with SCIM 2.0').click()
  // What is compared with the vendor's screen is what the list has.
  await expect(page.getByRole('row', { name: `Active ${active}` })).toBeVisible()
  await expect(page.getByText('Where to count')).toBeVisible()
  await expect(page.getByRole('row', { name: `Suspended ${suspended}` })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Licences and groups' }).click()
  const group = page
    .getByRole('table', { name: /^Licences, groups and roles/ })
    .getByRole('row')
    .nth(1)
  const holders = Number(await group.getByRole('cell').nth(2).innerText())
  await group.getByRole('link').click()
  await expect(page.getByText(/^Only who holds/)).toBeVisible()
  await expect(users.getByRole('row')).toHaveCount(holders + 1)
  await page.reload()
  await expect(users.getByRole('row')).toHaveCount(holders + 1)
})
