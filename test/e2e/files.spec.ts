import { expect, test } from '@playwright/test'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible, expectToFit } from './accessible.ts'
import { signIn } from './connect.ts'

let rollcall: RunningRollcall

test.beforeAll(async () => {
  rollcall = await startRollcall()
})

test.afterAll(async () => {
  await rollcall?.stop()
})

const csv = (lines: readonly string[]) => ({
  name: 'canteen.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(['Staff no;E-mail;Full name;State', ...lines].join('\n')),
})
const person = (n: number) => `${n};person.${n}@company.test;Person ${n};active`
const everybody = Array.from({ length: 12 }, (_, at) => person(at + 1))

test('an app is tracked by file: looked at, mapped, launched, and synced by the next file', async ({ page }) => {
  await signIn(page, rollcall)

  await test.step('a file is looked at before anything is stored', async () => {
    await page.goto(`${rollcall.url}/connections/new`)
    await page.getByRole('link', { name: 'File', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Track an app by file' })).toBeVisible()
    await page
      .getByLabel('File of users')
      .setInputFiles({ name: 'list.xlsx', mimeType: 'application/zip', buffer: Buffer.from('504b0304', 'hex') })
    await expect(page.getByRole('alert')).toContainText('take CSV UTF-8')
    await page.getByLabel('File of users').setInputFiles(csv([...everybody, '13;broken']))
    await expect(page.getByText('CSV, utf-8, 12 users.')).toBeVisible()
    await expect(page.getByRole('alert')).toContainText('Line 14: It has 2 values, and the first line names 4 columns.')
    await expectAccessible(page)
    await page.setViewportSize({ width: 320, height: 800 })
    await expectToFit(page)
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.getByLabel('File of users').setInputFiles(csv(everybody))
    await expect(page.getByRole('alert')).toBeHidden()
  })

  await test.step('its columns are mapped in the editor, and it is launched', async () => {
    await page.getByRole('combobox', { name: 'Id', exact: true }).click()
    await page.getByRole('option', { name: 'Staff no' }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Canteen')
    await page.getByRole('button', { name: 'Continue to the mapping' }).click()
    await expect(page.getByTestId('preview-email')).toHaveText('person.1@company.test')
    const { body } = await rollcall.call<{ items: { id: string }[] }>('GET', '/connections')
    const { id } = body.items[0]!
    expect((await rollcall.call('POST', `/connections/${id}/launch`, {})).status).toBe(200)
    expect((await rollcall.sync(id)).counts['created']).toBe(12)
    await page.goto(`${rollcall.url}/connections/${id}`)
  })

  await test.step('the next file is the whole list: who is not in it is missing', async () => {
    await expect(page.getByText('canteen.csv')).toBeVisible()
    await page.getByLabel('File of users').setInputFiles(csv([...everybody.slice(1), person(13)]))
    const dialog = page.getByRole('dialog', { name: 'Upload canteen.csv?' })
    await expect(dialog).toContainText('12 users')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Upload and sync' }).click()
    await expect(dialog).toBeHidden()
    await expect(async () => {
      const left = await rollcall.all<{ externalId: string }>('/accounts?status=inactive')
      expect(left.map(({ externalId }) => externalId)).toEqual(['1'])
    }).toPass()
    await expectAccessible(page)
  })
})
