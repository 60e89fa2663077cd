import { expect, test } from '@playwright/test'
import { startSandbox as startOkta } from '#connectors/okta/sandbox.ts'
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
    await expect(page.getByRole('link', { name: 'Connect Slack' })).toHaveAttribute('href', '/connections/new/slack')
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
    const logo = (await page.locator('h1').locator('..').locator('use').getAttribute('href')) ?? ''
    expect(logo).toMatch(/\.svg#okta$/)
    expect(await (await page.request.get(`${rollcall.url}${logo}`)).text()).toContain('id="okta"')
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

test('what a sign-on service reports is recommended with the reason, leaves when it is connected, and is judged in bulk', async ({
  page,
}) => {
  const okta = await startOkta({ users: 6, seed: 3, apps: [] })
  try {
    const people = okta.state.view.users.map(({ id }) => [id, 'ACTIVE'] as const)
    okta.apps.push(
      { id: '0oa1', label: 'Zoom', users: Object.fromEntries(people.slice(0, 4)) },
      { id: '0oa2', label: 'Shift planner', users: Object.fromEntries(people.slice(0, 5)) },
      { id: '0oa3', label: 'Lunch orders', users: Object.fromEntries(people.slice(0, 2)) },
    )
    const made = await rollcall.call<{ id: string }>('POST', '/connections', {
      connector: 'okta',
      name: 'Sign-on',
      method: 'token',
      credential: okta.credentials['token'],
      hosts: okta.hosts,
      selection: 'people_and_accounts',
      preference: 'create_and_update',
      deactivate: true,
      smart: true,
    })
    await rollcall.call('POST', `/connections/${made.body.id}/launch`, {})
    expect((await rollcall.sync(made.body.id)).state).toBe('done')

    await signIn(page, rollcall)
    await page.goto(`${rollcall.url}/apps/catalogue`)
    await page.getByRole('navigation', { name: 'Browse the catalogue' }).getByText('Recommended').click()
    await expect(page).toHaveURL(/list=recommended/)
    const cards = page.getByRole('list', { name: 'Apps of the catalogue' }).getByRole('listitem')
    await expect(cards).toHaveCount(1)
    await expect(cards.first()).toContainText('4 people have it in Sign-on')
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Zoom', exact: true }).click()
    await page.getByRole('link', { name: 'Ask a co-worker' }).click()
    await expect(page).toHaveURL(/\/connections\/new\/zoom\?how=coworker/)
    await expect(page.getByRole('radio', { name: /^Ask a co-worker/ })).toBeChecked()
    await page.goto(`${rollcall.url}/apps/catalogue?list=connected&sort=active`)
    await expect(cards.first()).toContainText('SCIM 2.0')
    await expect(cards.filter({ hasText: 'Okta' })).toContainText('1 connection')
    await page.goto(`${rollcall.url}/apps/catalogue?list=workflow-favorites`)
    await expect(page.getByText(/^A starting set/)).toBeVisible()

    await page.goto(`${rollcall.url}/apps?sighted=true&sort=people`)
    const rows = page.getByRole('table', { name: 'Apps' }).getByRole('row')
    await expect(rows.nth(1)).toContainText('Shift planner')
    await expect(rows).toHaveCount(4)
    await page.getByRole('checkbox', { name: 'Choose Shift planner' }).check()
    await page.getByRole('checkbox', { name: 'Choose Lunch orders' }).check()
    await page.getByRole('button', { name: 'Set state' }).click()
    await page.getByRole('menuitem', { name: /^Restricted/ }).click()
    await expect(rows.filter({ hasText: 'Restricted' })).toHaveCount(2)
    await page.getByRole('combobox', { name: 'Authorisation' }).click()
    await page.getByRole('option', { name: 'Restricted' }).click()
    await expect(rows).toHaveCount(3)
    await expectAccessible(page)

    await page.getByRole('link', { name: 'Shift planner' }).click()
    await expect(page.getByRole('table', { name: 'Reports of this app' })).toContainText('an entry of its own')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'More for Shift planner' }).click()
    await page.getByRole('menuitem', { name: 'Merge into another app…' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText('1 report of sign-on services, at most 5 people')
    await expect(dialog.getByRole('button', { name: 'Merge' })).toBeDisabled()
    await dialog.getByRole('combobox', { name: 'App' }).fill('asana')
    await page.getByRole('option', { name: 'Asana' }).click()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Merge' }).click()
    await expect(page.getByRole('heading', { name: 'Asana', level: 1 })).toBeVisible()
    await expect(page.getByRole('table', { name: 'Reports of this app' })).toContainText('Shift planner')
    await page.getByRole('button', { name: /^Undo: Shift planner was merged/ }).click()
    await expect(page.getByRole('table', { name: 'Reports of this app' })).toHaveCount(0)
    await page.goto(`${rollcall.url}/apps/shift-planner`)
    await expect(page.getByRole('table', { name: 'Reports of this app' })).toContainText('Shift planner')
  } finally {
    await okta.close()
  }
})
