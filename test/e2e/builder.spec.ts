import { readFile } from 'node:fs/promises'
import { expect, test, type Page } from '@playwright/test'
import { startPeopleApi, type PeopleApi } from '#test/helpers/people-api.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible, expectToFit } from './accessible.ts'
import { signIn } from './connect.ts'

let rollcall: RunningRollcall
let vendor: PeopleApi

test.beforeAll(async () => {
  vendor = await startPeopleApi(45)
  rollcall = await startRollcall()
})

test.afterAll(async () => {
  await rollcall?.stop()
})

const next = (page: Page) => page.getByRole('button', { name: 'Next' }).click()

test('an app that is not listed is described, reviewed live, saved, connected and synced', async ({ page }) => {
  await signIn(page, rollcall)

  await test.step('from the catalogue to an empty definition', async () => {
    await page.goto(`${rollcall.url}/apps/catalogue`)
    await page.getByRole('link', { name: 'Connect an app that is not listed' }).click()
    await expect(page.getByRole('heading', { name: 'Connect an app that is not listed' })).toBeVisible()
    await expect(page.getByText('Nothing reviewed yet')).toBeVisible()
    await expectAccessible(page)
  })

  await test.step('address, sign-in and a list whose path is wrong', async () => {
    await page.getByLabel('Name of the app').fill('People API')
    await page.getByLabel('Address of the API').fill(`${vendor.url}/v1`)
    await page.getByRole('textbox', { name: 'Token' }).fill(vendor.token)
    await next(page)
    const users = page.getByRole('group', { name: 'Users' })
    await users.getByRole('textbox', { name: 'Path' }).fill('/offset')
    await users.getByRole('combobox', { name: 'Where the list is' }).fill('data.people')
    await users.getByLabel('Where the total is').fill('meta.count')
    await page.getByRole('combobox', { name: 'Paging' }).click()
    await page.getByRole('option', { name: 'Limit and offset' }).click()
    await page.getByLabel('Parameter of the offset').fill('skip')
    await page.getByLabel('Page size', { exact: true }).fill('20')
    await expectAccessible(page)
  })

  await test.step('the review says in words what is wrong, and leads to the place', async () => {
    await page.getByRole('tab', { name: 'Review response' }).click()
    await page.getByRole('button', { name: 'Review response' }).click()
    const problem = page.getByRole('alert')
    await expect(problem).toContainText('There is nothing at "data.people". Lists are at: data.users')
    await expectAccessible(page)
    await expect(page.getByText('The answer as it came')).toBeVisible()
    await problem.getByRole('button', { name: 'Lists & paging' }).first().click()
    await page
      .getByRole('group', { name: 'Users' })
      .getByRole('combobox', { name: 'Where the list is' })
      .fill('data.users')
    await page.getByRole('button', { name: 'Review again' }).click()
    await expect(page.getByText('20 records on the first page, 45 in all; another page follows.')).toBeVisible()
    await expect(page.getByRole('alert')).toContainText('There are: id, profile, state, roles')
  })

  await test.step('fields are chosen from what the answer has; the table says what a status means', async () => {
    await page.getByRole('tab', { name: 'Fields & status' }).click()
    await page.getByRole('combobox', { name: 'E-mail' }).fill('mail')
    await page.getByRole('option', { name: 'profile.mail' }).click()
    await page.getByRole('combobox', { name: 'User name' }).fill('profile.mail')
    await page.getByRole('combobox', { name: 'Display name' }).fill('profile["full-name"]')
    await page.getByRole('combobox', { name: 'Field of the status' }).fill('state')
    await page.getByRole('textbox', { name: 'Value 1', exact: true }).fill('ENABLED')
    await page.getByRole('button', { name: 'Add a value' }).click()
    await page.getByRole('textbox', { name: 'Value 2', exact: true }).fill('LOCKED')
    await page.getByRole('combobox', { name: 'Meaning of value 2' }).click()
    await page.getByRole('option', { name: 'Suspended' }).click()
    await page.getByRole('button', { name: 'Review again' }).click()
    await expect(page.getByText('Everything that the definition names is there.')).toBeVisible()
    await expect(page.getByRole('row', { name: '1 Person 1 person.1@company.test Active' })).toBeVisible()
    await expectAccessible(page)
    await page.setViewportSize({ width: 320, height: 800 })
    await expectToFit(page)
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  await test.step('it is saved and connected', async () => {
    await next(page)
    await next(page)
    await page.getByRole('button', { name: 'Save and connect' }).click()
    await expect(page.getByRole('heading', { name: 'Connect People API' })).toBeVisible()
    await page.getByRole('textbox', { name: 'Token' }).fill(vendor.token)
    await page.getByRole('button', { name: 'Save and test connection' }).click()
    await page.getByRole('link', { name: 'Continue to the mapping' }).click()
    await expect(page.getByTestId('preview-email')).toHaveText('person.1@company.test')
  })

  await test.step('launched, its people are there', async () => {
    const { body } = await rollcall.call<{ items: { id: string; connector: string }[] }>('GET', '/connections')
    const [connection] = body.items
    expect(connection!.connector).toBe('custom-people-api')
    const mapping = await rollcall.call<{ targets: object[] }>('GET', `/connections/${connection!.id}/mapping`)
    const { targets } = mapping.body
    await rollcall.call('PUT', `/connections/${connection!.id}/mapping`, {
      targets: [
        ...targets.filter((target) => (target as { field: string }).field !== 'role'),
        { field: 'role', constant: 'Employee' },
      ],
    })
    expect((await rollcall.call('POST', `/connections/${connection!.id}/launch`, {})).status).toBe(200)
    const synced = await rollcall.sync(connection!.id)
    expect([synced.state, synced.counts['read']]).toEqual(['done', 45])
    await page.goto(`${rollcall.url}/people?search=person.45`)
    await expect(page.getByRole('link', { name: 'Person 45' })).toBeVisible()
  })

  await test.step('exported, imported under another name, and deleted once nothing uses it', async () => {
    await page.goto(`${rollcall.url}/custom-connectors`)
    await expect(page.getByRole('link', { name: 'People API' })).toBeVisible()
    await expectAccessible(page)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export People API' }).click()
    const definition = JSON.parse(await readFile(await (await download).path(), 'utf8')) as object
    await page.getByLabel('Import a file').setInputFiles({
      name: 'copy.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify({ ...definition, name: 'Second API' })),
    })
    await expect(page.getByRole('link', { name: 'Second API' })).toBeVisible()
    await page.getByRole('button', { name: 'Delete People API' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(page.getByRole('dialog').getByRole('alert')).toContainText('is in use: the connection')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Delete Second API' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(page.getByRole('link', { name: 'Second API' })).toBeHidden()
    await page.getByRole('link', { name: 'People API' }).click()
    await expect(page.getByText('Version 1')).toBeVisible()
    await expect(page.getByLabel('Address of the API')).toHaveValue(`${vendor.url}/v1`)
  })
})
