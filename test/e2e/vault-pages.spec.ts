import { expect, test } from '@playwright/test'
import { startSandbox as startScim } from '#connectors/scim/sandbox.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible, expectToFit } from './accessible.ts'
import { connectScim, signIn } from './connect.ts'

let rollcall: RunningRollcall
let vendor: Sandbox

test.beforeAll(async () => {
  vendor = await startScim({ users: 5, seed: 3 })
  rollcall = await startRollcall()
  await connectScim(rollcall, vendor, { name: 'Acme directory' })
})
test.afterAll(async () => {
  await rollcall?.stop()
  await vendor?.close()
})
test.beforeEach(({ page }) => signIn(page, rollcall))

const TOKEN = 'canary-token-that-is-never-shown'

test('a credential is stored, found, edited, given another secret and deleted; its secret is never shown', async ({
  page,
}) => {
  await page.goto(`${rollcall.url}/credentials`)
  await page.getByRole('button', { name: 'New credential' }).click()
  const dialog = page.getByRole('dialog', { name: 'New credential' })
  await dialog.getByText('Any other app').click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Unlisted app')
  await expect(dialog.getByRole('combobox', { name: 'Owner' })).toHaveValue(/\(you\)/)
  await dialog.getByRole('combobox', { name: 'Owner' }).click()
  await page.getByRole('option', { name: 'nobody' }).click()
  await dialog.getByRole('tab', { name: 'Authorization' }).click()
  await dialog.getByRole('combobox', { name: 'Type' }).click()
  await page
    .getByRole('option', { name: /header/i })
    .first()
    .click()
  await expectAccessible(page)
  await dialog.getByRole('textbox', { name: 'Key' }).fill(TOKEN)
  await dialog.getByRole('textbox', { name: 'Base URL' }).fill('https://unlisted.example/scim')
  await dialog.getByRole('button', { name: 'Store' }).click()
  await expect(page.getByText('The credential is stored.')).toBeVisible()

  await page.getByRole('searchbox', { name: 'Search by name' }).fill('unlisted')
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.getByRole('link', { name: 'Unlisted app' }).click()
  const drawer = page.getByRole('dialog', { name: 'Unlisted app' })
  await expect(drawer.getByText('https://unlisted.example')).toBeVisible()
  await drawer.getByRole('textbox', { name: 'Name' }).fill('Unlisted key')
  await drawer.getByLabel('Expires on').fill('2020-02-03')
  await drawer.getByRole('combobox', { name: 'Owner' }).click()
  await page.getByRole('option', { name: /\(you\)/ }).click()
  await drawer.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await expect(page.getByRole('row', { name: /Unlisted key.*Expired/ })).toBeVisible()
  await expectAccessible(page)

  const renamed = page.getByRole('dialog', { name: 'Unlisted key' })
  await renamed.getByRole('button', { name: 'Replace the secret' }).click()
  const replace = page.getByRole('dialog', { name: /Replace the secret of/ })
  await replace.getByRole('textbox', { name: 'Key' }).fill(`${TOKEN} again`)
  await replace.getByRole('button', { name: 'Replace the secret' }).click()
  await expect(page.getByText('The secret is replaced.')).toBeVisible()
  // The dialog leaves with what was typed in it.
  await expect(replace).toHaveCount(0)
  expect(await page.content()).not.toContain(TOKEN)

  await renamed.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete the credential' }).click()
  await expect(page.getByText('The credential is deleted.')).toBeVisible()
  await page.goto(`${rollcall.url}/credentials`)
  await page.getByRole('link', { name: /Acme directory/ }).click()
  await expect(page.getByRole('button', { name: 'Delete' })).toBeDisabled()
})

test('an OAuth client is saved once, offered to whoever connects, replaced and deleted with what was made with it', async ({
  page,
}) => {
  await page.goto(`${rollcall.url}/credentials`)
  await page.getByRole('link', { name: 'Saved OAuth clients' }).click()
  await expect(page.getByText('No client is saved')).toBeVisible()
  await page.getByRole('button', { name: 'Save a client' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'App' }).click()
  await page.getByRole('option', { name: 'SCIM 2.0' }).click()
  const { clientId, clientSecret } = vendor.credentials['oauth2']!
  await dialog.getByRole('textbox', { name: 'Client ID' }).fill(clientId!)
  await dialog.getByRole('textbox', { name: 'Client secret' }).fill('the-wrong-canary-secret')
  await dialog.getByRole('button', { name: 'Save the client' }).click()
  await expect(dialog.getByText('This is needed.').first()).toBeVisible()
  for (const [label, host] of [
    ['Base URL', 'scim'],
    ['Authorisation URL', 'authorize'],
    ['Token URL', 'token'],
  ] as const) {
    await dialog.getByRole('textbox', { name: label }).fill(vendor.hosts[host]!)
  }
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Save the client' }).click()
  const row = page.getByRole('row', { name: /SCIM 2.0/ })
  await expect(row).toContainText('none')

  await row.getByRole('button', { name: 'Replace the client of SCIM 2.0' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Client ID' })).toHaveValue(clientId!)
  await dialog.getByRole('textbox', { name: 'Client secret' }).fill(clientSecret!)
  for (const [label, host] of [
    ['Base URL', 'scim'],
    ['Authorisation URL', 'authorize'],
    ['Token URL', 'token'],
  ] as const) {
    await dialog.getByRole('textbox', { name: label }).fill(vendor.hosts[host]!)
  }
  await dialog.getByRole('button', { name: 'Save the client' }).click()
  await expect(dialog).toBeHidden()
  expect(await page.content()).not.toContain('canary-secret')

  await page.goto(`${rollcall.url}/connections/new/scim`)
  await page.getByRole('combobox', { name: 'How to sign in' }).click()
  await page.getByRole('option', { name: 'OAuth 2 with consent' }).click()
  await expect(page.getByRole('radio', { name: 'The one saved for this connector' })).toBeChecked()
  await expect(page.getByRole('textbox', { name: 'Client ID' })).toBeHidden()
  const made = await rollcall.call<{ id: string }>('POST', '/connections', {
    connector: 'scim', name: 'With the saved client', method: 'oauth2', hosts: vendor.hosts, selection: 'people', preference: 'update_only', deactivate: false,
  }) // prettier-ignore
  expect(made.status).toBe(201)

  await page.goto(`${rollcall.url}/credentials/clients`)
  await expect(row).toContainText('With the saved client')
  await expectAccessible(page)
  await row.getByRole('button', { name: 'Delete the client of SCIM 2.0' }).click()
  await expect(dialog.getByRole('listitem')).toHaveText(['With the saved client'])
  await dialog.getByRole('button', { name: 'Delete the client' }).click()
  await expect(page.getByText('No client is saved')).toBeVisible()
})

test('the audit log is filtered in the address, shows before and after, and is taken away as a file', async ({
  page,
}) => {
  const [credential] = await rollcall.all<{ id: string }>('/credentials')
  await rollcall.call('PATCH', `/credentials/${credential!.id}`, { name: 'Renamed by a script' })
  await page.goto(`${rollcall.url}/audit?noun=credential`)
  await page.getByRole('link', { name: 'Credential edit' }).first().click()
  const drawer = page.getByRole('dialog', { name: 'Credential edit' })
  await expect(drawer.getByRole('row', { name: /Name.*Renamed by a script/ })).toBeVisible()
  await expect(page).toHaveURL(/noun=credential.*event=/)
  await expectAccessible(page)
  // A shared address opens its entry although what the filters leave does not show it.
  const shared = new URL(page.url())
  shared.searchParams.set('noun', 'session')
  await page.goto(shared.href)
  await expect(page.getByRole('dialog', { name: 'Credential edit' })).toContainText('Renamed by a script')
  await page.keyboard.press('Escape')

  await page.getByRole('searchbox', { name: 'Who' }).fill('nobody at all')
  await expect(page.getByText('No entry fits')).toBeVisible()
  await page.goto(`${rollcall.url}/audit?noun=credential`)
  await page.getByRole('button', { name: 'Export' }).click()
  const saved = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'As CSV' }).click()
  expect((await saved).suggestedFilename()).toMatch(/^audit-\d{4}-\d\d-\d\d\.csv$/)
})

test('all pages fit a narrow window and pass in light and dark', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 })
  for (const path of ['/credentials', '/credentials/clients', '/audit']) {
    await page.goto(`${rollcall.url}${path}`)
    await expect(page.getByRole('table').or(page.getByText('No client is saved'))).toBeVisible()
    await expectToFit(page)
    await expectAccessible(page)
  }
})
