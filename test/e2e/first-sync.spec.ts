import { expect, test } from '@playwright/test'
import { startSandbox } from '#connectors/scim/sandbox.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { expectAccessible } from './accessible.ts'
import { goTo } from './connect.ts'
import { firstStart, type FirstStart } from './first-start.ts'

let rollcall: FirstStart
let vendor: Sandbox

test.beforeAll(async () => {
  vendor = await startSandbox({ users: 60, seed: 3 })
  rollcall = await firstStart()
})

test.afterAll(async () => {
  await rollcall?.stop()
  await vendor?.close()
})

test('from the first start to a person whose values are explained', async ({ page }) => {
  await test.step('the set-up code makes the first admin', async () => {
    await page.goto(rollcall.url)
    await expect(page.getByRole('heading', { name: 'Set up Rollcall' })).toBeVisible()
    await expectAccessible(page)
    await page.getByLabel('Set-up code').fill('AAAA-AAAA-AAAA-AAAA')
    await page.getByLabel('Your name').fill('Ines Admin')
    await page.getByLabel('E-mail').fill('ines@example.test')
    await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery staple')
    await page.getByRole('button', { name: 'Create the first owner' }).click()
    await expect(page.getByRole('alert')).toContainText('This set-up code is not right')
    await page.getByLabel('Set-up code').fill(rollcall.code)
    await page.getByRole('button', { name: 'Create the first owner' }).click()
    await expect(page.getByText('Who has access to what?')).toBeVisible()
    await expectAccessible(page)
  })

  await test.step('a wrong token is told in words, the right one names what it opens', async () => {
    await page.getByRole('link', { name: 'Connect your first app' }).click()
    await expect(page.getByRole('heading', { name: 'Add a connection' })).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'SCIM 2.0' }).click()
    await page.getByLabel('Name', { exact: false }).first().fill('Acme directory')
    await page.getByRole('textbox', { name: 'Base URL' }).fill(vendor.hosts['scim']!)
    await page.getByRole('textbox', { name: 'Token' }).fill('not-the-token')
    await page.getByRole('button', { name: 'Save and test connection' }).click()
    await expect(page.getByRole('alert')).toContainText('The vendor refused the credential')
    await expectAccessible(page)
    await page.getByRole('textbox', { name: 'Token' }).fill(vendor.credentials['bearer']!['token']!)
    await page.getByRole('button', { name: 'Save and test again' }).click()
    await page.getByRole('link', { name: 'Continue to the mapping' }).click()
  })

  await test.step('smart mapping fills the fields, with a preview of the first record', async () => {
    const first = vendor.state.view.users[0]!
    await expect(page.getByRole('table', { name: 'Mapped fields' })).toBeVisible()
    await expect(page.getByTestId('preview-email')).toHaveText(first.email)
    await page.getByRole('button', { name: 'Remove Job title' }).click()
    await page.getByRole('button', { name: 'Smart mapping' }).click()
    await page.getByRole('button', { name: 'Replace the mapping' }).click()
    await expect(page.getByTestId('preview-title')).toHaveText(first.title)

    await page.getByRole('combobox', { name: 'Field to add' }).click()
    await page.getByRole('option', { name: 'New field…' }).click()
    await page.getByLabel('Label').fill('SCIM User Id')
    await expect(page.getByLabel('Name in the API')).toHaveValue('scimUserId')
    await page.getByRole('checkbox', { name: /Unique/ }).check()
    await page.getByRole('button', { name: 'Add the field' }).click()
    await page.getByRole('combobox', { name: 'Source of SCIM User Id' }).fill('noSuch[')
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await expect(page.getByRole('row', { name: /SCIM User Id/ }).getByRole('alert')).toContainText('noSuch[')
    await page.getByRole('combobox', { name: 'Source of SCIM User Id' }).fill('id')
    await expect(page.getByTestId('preview-scimUserId')).toHaveText(first.id)
    await page.keyboard.press('Escape')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Save and continue' }).click()
  })

  await test.step('the plan shows what would happen and changes nothing', async () => {
    await expect(page.getByRole('group', { name: 'What a sync may do' })).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByText('See the plan first: everything is read')).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'See the plan first' }).click()
    await expect(page.getByText('This is a plan. Nothing has been changed.')).toBeVisible()
    await expect(page.locator('dl').first()).toContainText('New60')
    await expect(page.getByRole('table', { name: 'Changes' })).toContainText('Planned')
    await expectAccessible(page)
    await goTo(page, 'People')
    await expect(page.getByText('Nobody here yet')).toBeVisible()
    await page.goBack()
    await page.getByRole('link', { name: 'Continue to launch' }).click()
  })

  await test.step('the first sync is watched to its end', async () => {
    await page.getByRole('button', { name: 'Launch and sync' }).click()
    await expect(page.getByRole('heading', { name: 'Sync 2 of Acme directory' })).toBeVisible()
    await expect(page.getByText('Done', { exact: true }).first()).toBeVisible()
    await expect(page.locator('dl').first()).toContainText('Read60')
    await expectAccessible(page)
  })

  await test.step('a person is found, and each value says where it comes from', async () => {
    const wanted = vendor.state.view.users[7]!
    await goTo(page, 'People')
    await page.getByRole('searchbox', { name: 'Search by name or e-mail' }).fill(wanted.email)
    await expect(page).toHaveURL(/search=/)
    await expect(page.getByRole('table', { name: 'People' }).getByRole('row')).toHaveCount(2)
    await page.getByRole('link', { name: `${wanted.givenName} ${wanted.familyName}` }).click()
    await expect(page.getByRole('table', { name: 'Accounts' })).toContainText(wanted.email)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Explain Job title' }).click()
    const drawer = page.getByRole('dialog')
    await expect(drawer).toContainText(wanted.title)
    await expect(drawer).toContainText('Acme directory')
    await expect(drawer).toContainText('Wins')
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect(drawer).toBeHidden()
  })

  await test.step('a hand edit wins over the source until it is removed', async () => {
    const { title } = vendor.state.view.users[7]!
    await page.getByRole('button', { name: 'Edit Job title' }).click()
    await page.getByRole('dialog').getByLabel('Job title').fill('Chief of Everything')
    await page.getByRole('button', { name: 'Save hand edit' }).click()
    await expect(page.getByRole('row', { name: /Job title/ })).toContainText('Chief of Everything')
    await expect(page.getByRole('row', { name: /Job title/ })).toContainText('Hand edit')
    await page.getByRole('button', { name: 'Edit Job title' }).click()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Remove hand edit' }).click()
    await expect(page.getByRole('row', { name: /Job title/ })).toContainText(title)
  })
})
