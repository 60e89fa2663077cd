import { expect, test, type Page } from '@playwright/test'
import scim from '#connectors/scim/connector.ts'
import { startSandbox, type ScimSandbox } from '#connectors/scim/sandbox.ts'
import type { AuthMethod } from '#kit/auth.ts'
import { flowOf } from '#kit/auth.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible } from './accessible.ts'
import { signIn } from './connect.ts'

let rollcall: RunningRollcall
let vendor: ScimSandbox

test.beforeAll(async () => {
  vendor = await startSandbox({ users: 15, groups: 1 })
  rollcall = await startRollcall()
})

test.afterAll(async () => {
  await rollcall?.stop()
  await vendor?.close()
})

/** Fills the connect form as its labels ask for it; what is not asked for is not filled in. */
async function fillIn(page: Page, method: AuthMethod, connection = `By ${method.id}`): Promise<void> {
  await page.goto(`${rollcall.url}/connections/new/scim`)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(connection)
  await page
    .getByRole('combobox', { name: 'How to sign in' })
    .or(page.getByRole('textbox', { name: 'How to sign in' }))
    .first()
    .click()
  await page.getByRole('option', { name: method.label, exact: true }).click()
  for (const [name, host] of Object.entries(scim.hosts)) {
    if (host.onlyFor && !host.onlyFor.includes(method.id)) {
      await expect(page.getByRole('textbox', { name: host.label })).toBeHidden()
    } else await page.getByRole('textbox', { name: host.label }).fill(vendor.hosts[name]!)
  }
  for (const field of method.fields) {
    const value = vendor.credentials[method.id]![field.name]
    if (value !== undefined) await page.getByRole('textbox', { name: field.label, exact: true }).fill(value)
  }
}

test('every way in that is a form: entered, tested at the vendor, used for a sync', async ({ page }) => {
  await signIn(page, rollcall)
  for (const method of scim.auth.filter((one) => flowOf(one) === 'form')) {
    await test.step(method.label, async () => {
      await fillIn(page, method)
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Save and test connection' }).click()
      await expect(page.getByText('The vendor accepts the credential.')).toBeVisible()
      const { body } = await rollcall.call<{ items: { id: string; name: string }[] }>('GET', '/connections?limit=50')
      const { id } = body.items.find(({ name }) => name === `By ${method.id}`)!
      await rollcall.call('POST', `/connections/${id}/launch`, {})
      expect((await rollcall.sync(id)).state).toBe('done')
    })
  }
})

test('what is wrong in a form is said beside its field, in words', async ({ page }) => {
  await signIn(page, rollcall)
  const aws = scim.auth.find(({ id }) => id === 'aws')!
  await fillIn(page, aws, 'Wrong fields')
  await page.getByRole('textbox', { name: 'Region' }).fill('Frankfurt')
  await page.getByRole('textbox', { name: 'Access key ID' }).fill('')
  await page.getByRole('button', { name: 'Save and test connection' }).click()
  await expect(page.getByText('A region is written like eu-central-1.')).toBeVisible()
  await expect(page.getByText('This is needed.')).toBeVisible()
  await expectAccessible(page)
  const key = scim.auth.find(({ id }) => id === 'service-account')!
  await fillIn(page, key, 'Wrong key')
  await page.getByRole('textbox', { name: 'Private key' }).fill('not a key')
  await page.getByRole('button', { name: 'Save and test connection' }).click()
  await expect(page.getByRole('alert')).toContainText('no private RSA key')
})
