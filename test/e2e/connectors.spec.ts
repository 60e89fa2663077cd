import { expect, test, type Page } from '@playwright/test'
import { flowOf, type AuthMethod } from '#kit/auth.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { connectorFolders, type ConnectorFolder } from '#test/helpers/connectors.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { signIn } from './connect.ts'

const USERS = 12

// The generic one is connected in every way by `methods.spec`.
const folders = (await connectorFolders()).filter(({ id }) => id !== 'scim')

let rollcall: RunningRollcall
test.beforeAll(async () => {
  rollcall = await startRollcall()
})
test.afterAll(() => rollcall?.stop())

/** Fills the connect form of an app for its simulated vendor, as its labels ask for it. */
async function fillIn(page: Page, { connector }: ConnectorFolder, method: AuthMethod, sandbox: Sandbox): Promise<void> {
  await page.goto(`${rollcall.url}/connections/new/${connector.id}`)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(connector.id)
  if (connector.auth.length > 1) {
    await page
      .getByRole('combobox', { name: 'How to sign in' })
      .or(page.getByRole('textbox', { name: 'How to sign in' }))
      .first()
      .click()
    await page.getByRole('option', { name: method.label, exact: true }).click()
  }
  const advanced = page.getByRole('button', { name: 'Advanced' })
  if (await advanced.isVisible()) await advanced.click()
  for (const [name, { label, onlyFor }] of Object.entries(connector.hosts)) {
    if (onlyFor && !onlyFor.includes(method.id)) continue
    await page.getByRole('textbox', { name: label, exact: true }).fill(sandbox.hosts[name]!)
  }
  for (const field of method.fields) {
    const value = sandbox.credentials[method.id]![field.name]
    if (value === undefined) continue
    if (field.choices) {
      await page
        .getByRole('combobox', { name: field.label })
        .or(page.getByRole('textbox', { name: field.label }))
        .first()
        .click()
      const { label } = field.choices.find((choice) => choice.value === value)!
      await page.getByRole('option', { name: label, exact: true }).click()
    } else await page.getByRole('textbox', { name: field.label, exact: true }).fill(value)
  }
}

for (const folder of folders) {
  test(`${folder.connector.name} is connected in the browser and shows who has an account there`, async ({ page }) => {
    const sandbox = await folder.startSandbox({ users: USERS })
    try {
      const method = folder.connector.auth.find((one) => flowOf(one) === 'form' && one.id in sandbox.credentials)!
      await signIn(page, rollcall)
      await fillIn(page, folder, method, sandbox)
      await page.getByRole('button', { name: 'Save and test connection' }).click()
      await expect(page.getByRole('link', { name: 'Continue to the mapping' })).toBeVisible()

      const { body } = await rollcall.call<{ items: { id: string; name: string; appId: string }[] }>(
        'GET',
        '/connections?limit=50',
      )
      const { id, appId } = body.items.find(({ name }) => name === folder.id)!
      expect((await rollcall.call('POST', `/connections/${id}/launch`, {})).status).toBe(200)
      const sync = await rollcall.sync(id)
      expect(sync.state, JSON.stringify(sync)).toBe('done')
      expect(sync.counts['created']).toBeGreaterThanOrEqual(USERS)

      await page.goto(`${rollcall.url}/apps/${appId}/users`)
      const someone = sandbox.state.view.users.find(({ active }) => active)!
      await expect(page.getByRole('table').getByText(someone.email).first()).toBeVisible()
      expect(sandbox.writes).toEqual([])
    } finally {
      await sandbox.close()
    }
  })
}
