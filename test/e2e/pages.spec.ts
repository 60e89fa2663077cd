import { expect, test, type Page } from '@playwright/test'
import { startSandbox as startScim } from '#connectors/scim/sandbox.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible, expectToFit } from './accessible.ts'
import { connectScim, goTo, signIn } from './connect.ts'

let rollcall: RunningRollcall
let vendor: Sandbox
let paths: string[]

test.beforeAll(async () => {
  vendor = await startScim({ users: 130, seed: 11 })
  rollcall = await startRollcall()
  const connection = await connectScim(rollcall, vendor, { name: 'A directory with a rather long name' })
  const sync = await rollcall.sync(connection)
  const draft = await rollcall.call<{ id: string }>('POST', '/connections', {
    connector: 'scim',
    name: 'Draft',
    method: 'bearer',
    credential: vendor.credentials['bearer'],
    hosts: vendor.hosts,
    selection: 'people',
    preference: 'update_only',
    deactivate: false,
    smart: true,
  })
  await rollcall.call('POST', '/api-tokens', { name: 'HR export', rights: 'read' })
  const [person] = await rollcall.all<{ id: string }>('/people')
  const [account] = await rollcall.all<{ id: string }>('/accounts')
  paths = [
    '/',
    '/people',
    '/people?search=nobody-at-all',
    `/people/${person!.id}`,
    `/people/${person!.id}?explain=title`,
    '/accounts',
    `/accounts?account=${account!.id}`,
    '/accounts/unmatched',
    '/apps',
    '/apps/scim',
    '/apps/scim/users',
    '/apps/scim/held',
    '/apps/scim/capabilities',
    '/apps/okta',
    '/apps/catalogue',
    '/apps/catalogue?list=recommended',
    '/apps/catalogue?list=requests',
    '/apps/catalogue?list=essentials',
    '/apps/figma',
    '/connections',
    '/connections/new',
    '/connections/new/scim',
    '/connections/new/slack',
    `/connections/${draft.body.id}/set-up?step=authorise`,
    `/connections/${draft.body.id}/set-up?step=mapping`,
    `/connections/${draft.body.id}/set-up?step=options`,
    `/connections/${draft.body.id}/set-up?step=launch`,
    `/connections/${connection}`,
    `/connections/${connection}/syncs`,
    `/connections/${connection}/scopes`,
    '/connections/removed',
    `/connections/${connection}/mapping`,
    `/connections/${connection}/settings`,
    '/syncs',
    `/syncs/${sync.id}`,
    '/settings/tokens',
    '/settings/variables',
    '/settings/sources',
    '/settings/outbox',
    '/notices',
    '/nowhere',
  ]
})

test.afterAll(async () => {
  await rollcall?.stop()
  await vendor?.close()
})

/** Opens a page and waits until nothing of it is on its way any more. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(`${rollcall.url}${path}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await expect(page.getByRole('status', { name: 'Loading…' })).toHaveCount(0)
}

test('no page has an accessibility fault in light or dark, none needs scrolling sideways at 320 px, none complains on the console', async ({
  page,
}) => {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await signIn(page, rollcall)
  // The browser itself reports the 401 by which the sign-in page learns that nobody is signed in.
  complaints.length = 0
  for (const path of paths) {
    await page.setViewportSize({ width: 1280, height: 860 })
    await open(page, path)
    await expectAccessible(page)
    await page.setViewportSize({ width: 320, height: 700 })
    await expectToFit(page)
  }
  expect(complaints).toEqual([])
})

test('an ended session leads to the sign-in and back to where one was', async ({ page, context }) => {
  await signIn(page, rollcall)
  await open(page, '/people?status=active')
  await context.clearCookies()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Syncs' }).click()
  await expect(page.getByText('Your session has ended')).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('E-mail').fill('admin@example.test')
  await page.getByRole('textbox', { name: 'Password' }).fill('not the password')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('not right')
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery staple')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Syncs', level: 1 })).toBeVisible()
})

test('filters live in the address: a link opens the same view, and Back takes a search away', async ({ page }) => {
  const wanted = vendor.state.view.users[100]!
  await signIn(page, rollcall)
  await goTo(page, 'People')
  await page.getByRole('searchbox', { name: 'Search by name or e-mail' }).fill(wanted.email)
  const table = page.getByRole('table', { name: 'People' })
  await expect(table.getByRole('row')).toHaveCount(2)
  await page.getByRole('combobox', { name: 'Status' }).click()
  await page.getByRole('option', { name: /^Active/ }).click()
  await expect(page).toHaveURL(/status=active/)
  await page.reload()
  await expect(page.getByRole('searchbox')).toHaveValue(wanted.email)
  await expect(table.getByRole('row')).toHaveCount(2)
  await page.goBack()
  await goTo(page, 'People')
  await expect(page.getByRole('searchbox')).toHaveValue('')
})

test('further pages of a list come while one scrolls, and only the rows in sight are in the document', async ({
  page,
}) => {
  await signIn(page, rollcall)
  await goTo(page, 'People')
  await expect(page.getByText('First 100 rows')).toBeVisible()
  await expect
    .poll(async () => {
      await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight)')
      return page.getByText('130 rows').count()
    })
    .toBe(1)
  const rows = page.getByRole('table', { name: 'People' }).getByRole('row')
  expect(await rows.count()).toBeLessThan(80)
})

test('everything can be reached by keyboard: skip link, palette, a person, the explanation and back', async ({
  page,
}) => {
  const wanted = vendor.state.view.users[20]!
  await signIn(page, rollcall)
  await page.reload()
  await page.getByRole('heading', { name: 'Home' }).waitFor()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.locator('#main')).toBeFocused()
  await page.keyboard.press('Control+k')
  const input = page.getByRole('combobox', { name: 'Search or jump to' })
  await expect(input).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.type(wanted.email)
  await expect(page.getByRole('option', { name: wanted.email })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: `${wanted.givenName} ${wanted.familyName}`, level: 1 })).toBeVisible()
  const explain = page.getByRole('button', { name: 'Explain E-mail' })
  await explain.focus()
  await page.keyboard.press('Enter')
  const drawer = page.getByRole('dialog')
  await expect(drawer).toContainText('Wins')
  await expect(drawer.getByRole('button', { name: 'Close' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  await expect(explain).toBeFocused()
})

test('the chosen colours stay, and the page begins in them', async ({ page }) => {
  await signIn(page, rollcall)
  await page.getByRole('button', { name: /^Colours/ }).click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await page.reload({ waitUntil: 'commit' })
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
})

test('what cannot be loaded says so and can be tried again', async ({ page }) => {
  await signIn(page, rollcall)
  await page.route('**/api/v1/people?**', (route) =>
    route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify({ code: 'internal', message: 'Something went wrong on our side.', requestId: 'req-7' }),
    }),
  )
  await page.goto(`${rollcall.url}/people`)
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('Something went wrong on our side.')
  await page.getByText('Details').click()
  await expect(alert).toContainText('req-7')
  await expectAccessible(page)
  await page.unroute('**/api/v1/people?**')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('table', { name: 'People' })).toBeVisible()
})
