import { expect, test, type Locator, type Page } from '@playwright/test'
import scim from '#connectors/scim/connector.ts'
import { startSandbox, type ScimSandbox } from '#connectors/scim/sandbox.ts'
import type { AuthMethod } from '#kit/auth.ts'
import { flowOf } from '#kit/auth.ts'
import { freePort } from '#test/helpers/free-port.ts'
import { OAUTH_CLIENT, startOAuthProvider, type OAuthProvider } from '#test/helpers/oauth-provider.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible } from './accessible.ts'
import { signIn } from './connect.ts'
import { consentAtVendor, leaveVendor, refuseAtVendor, signInAtVendor, stayAtHome } from './vendor-pages.ts'

const USERS = 15

let rollcall: RunningRollcall
let vendor: ScimSandbox
let authority: OAuthProvider

test.beforeAll(async () => {
  vendor = await startSandbox({ users: USERS, groups: 1 })
  // The vendor sends the browser back to the public address, so it has to be known before the start.
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  authority = await startOAuthProvider({
    redirectUri: `${url}/connect_callback/scim`,
    hasPages: true,
    api: vendor,
  })
  rollcall = await startRollcall({ env: { PORT: String(port), ROLLCALL_PUBLIC_URL: url } })
})

test.afterAll(async () => {
  await rollcall?.stop()
  await authority?.close()
  await vendor?.close()
})

const nameOf = (method: AuthMethod) => `By ${method.id}`

/** Fills the connect form as its labels ask for it; what is not asked for is not filled in. */
async function fillIn(
  page: Page,
  method: AuthMethod,
  { name = nameOf(method), hosts = vendor.hosts, credential = vendor.credentials[method.id]! } = {},
): Promise<void> {
  await page.goto(`${rollcall.url}/connections/new/scim`)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  await page
    .getByRole('combobox', { name: 'How to sign in' })
    .or(page.getByRole('textbox', { name: 'How to sign in' }))
    .first()
    .click()
  await page.getByRole('option', { name: method.label, exact: true }).click()
  await page.getByRole('button', { name: 'Advanced' }).click()
  for (const [host, { label, onlyFor }] of Object.entries(scim.hosts)) {
    const input = page.getByRole('textbox', { name: label })
    if (onlyFor && !onlyFor.includes(method.id)) await expect(input).toBeHidden()
    else await input.fill(hosts[host]!)
  }
  await fillFields(page, method, credential)
}

async function fillFields(
  within: Page | Locator,
  method: AuthMethod,
  credential: Readonly<Record<string, string>>,
): Promise<void> {
  for (const field of method.fields) {
    const value = credential[field.name]
    if (value !== undefined) await within.getByRole('textbox', { name: field.label, exact: true }).fill(value)
  }
}

/** The connection that the form has made is launched and synced once. Gives its id. */
async function launch(method: AuthMethod): Promise<string> {
  const { body } = await rollcall.call<{ items: { id: string; name: string }[] }>('GET', '/connections?limit=50')
  const { id } = body.items.find(({ name }) => name === nameOf(method))!
  expect((await rollcall.call('POST', `/connections/${id}/launch`, {})).status).toBe(200)
  const sync = await rollcall.sync(id)
  expect([sync.state, sync.counts['created']]).toEqual(['done', USERS])
  return id
}

async function disconnect(page: Page, id: string): Promise<void> {
  await page.goto(`${rollcall.url}/connections/${id}/settings`)
  await page.getByRole('button', { name: 'Disconnect' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
  await expect(page.getByText('No new data comes in.')).toBeVisible()
}

/** The data of before is still there and nobody is new: the history goes on. */
async function goesOn(id: string): Promise<void> {
  const sync = await rollcall.sync(id)
  expect([sync.state, sync.counts['created'], sync.counts['unchanged']]).toEqual(['done', 0, USERS])
}

async function remove(page: Page, method: AuthMethod): Promise<void> {
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByLabel(`Type “${nameOf(method)}” to confirm`).fill(nameOf(method))
  await page.getByRole('button', { name: 'Remove the connection' }).click()
  await expect(page.getByRole('heading', { name: 'Connections', level: 1 })).toBeVisible()
  await expect(page.getByRole('link', { name: nameOf(method), exact: true })).toHaveCount(0)
}

test('every way in that is a form: connected, synced, disconnected, reconnected as another admin, removed', async ({
  page,
}) => {
  await signIn(page, rollcall)
  for (const [index, method] of scim.auth.filter((one) => flowOf(one) === 'form').entries()) {
    await test.step(method.label, async () => {
      await fillIn(page, method)
      if (index === 0) await expectAccessible(page)
      await page.getByRole('button', { name: 'Save and test connection' }).click()
      await expect(page.getByText('The vendor accepts the credential.')).toBeVisible()
      const id = await launch(method)
      expect(vendor.lastReader()).toBe('admin')

      await disconnect(page, id)
      await page.getByRole('button', { name: 'Reconnect' }).click()
      const dialog = page.getByRole('dialog')
      await fillFields(dialog, method, vendor.otherCredentials[method.id]!)
      if (index === 0) await expectAccessible(page)
      await dialog.getByRole('button', { name: 'Test and reconnect' }).click()
      await expect(page.getByRole('button', { name: 'Run now', exact: true })).toBeVisible()
      await goesOn(id)
      expect(vendor.lastReader()).toBe('other admin')
      await remove(page, method)
    })
  }
})

test('consent at a real authorisation server: refused, given, ended on disconnecting, given by another admin', async ({
  page,
}) => {
  const method = scim.auth.find((one) => flowOf(one) === 'redirect')!
  const client = { clientId: OAUTH_CLIENT.id, clientSecret: OAUTH_CLIENT.secret, scope: 'scim.read offline_access' }
  await stayAtHome(page)
  await signIn(page, rollcall)
  await fillIn(page, method, { hosts: authority.hosts, credential: client })

  await test.step('who refuses is told so, and can try again', async () => {
    await page.getByRole('button', { name: 'Save and continue to SCIM 2.0' }).click()
    await signInAtVendor(page, 'first-admin')
    await expect(page.getByText('scim.read', { exact: true })).toBeVisible()
    await refuseAtVendor(page)
    await expect(page.getByRole('alert')).toContainText('Consent was declined at the vendor')
    await expectAccessible(page)
  })

  await test.step('who consents is connected', async () => {
    await page.getByRole('button', { name: 'Authorise again' }).click()
    await page.getByRole('heading', { name: 'Authorize' }).waitFor()
    await consentAtVendor(page)
    await expect(page.getByRole('status').filter({ hasText: 'Connected' })).toBeVisible()
  })
  const id = await launch(method)
  expect(authority.lastReader()).toBe('first-admin')

  await test.step('disconnecting gives the grant back to the vendor', async () => {
    const { ended } = authority.counts
    await disconnect(page, id)
    expect(authority.counts.ended).toBeGreaterThan(ended)
  })

  await test.step('another admin gives a consent of their own', async () => {
    await leaveVendor(page)
    await page.getByRole('button', { name: 'Reconnect' }).click()
    const dialog = page.getByRole('dialog')
    await fillFields(dialog, method, client)
    await dialog.getByRole('button', { name: 'Authorise at SCIM 2.0' }).click()
    await signInAtVendor(page, 'other-admin')
    await consentAtVendor(page)
    await expect(page.getByRole('button', { name: 'Run now', exact: true })).toBeVisible()
    await goesOn(id)
    expect(authority.lastReader()).toBe('other-admin')
  })

  await page.goto(`${rollcall.url}/connections/${id}/settings`)
  await remove(page, method)
})

test('what is wrong in a form is said beside its field, in words', async ({ page }) => {
  await signIn(page, rollcall)
  const aws = scim.auth.find(({ id }) => id === 'aws')!
  await fillIn(page, aws, { name: 'Wrong fields' })
  await page.getByRole('textbox', { name: 'Region' }).fill('Frankfurt')
  await page.getByRole('textbox', { name: 'Access key ID' }).fill('')
  await page.getByRole('button', { name: 'Save and test connection' }).click()
  await expect(page.getByText('A region is written like eu-central-1.')).toBeVisible()
  await expect(page.getByText('This is needed.')).toBeVisible()
  await expectAccessible(page)
  const key = scim.auth.find(({ id }) => id === 'service-account')!
  await fillIn(page, key, { name: 'Wrong key' })
  await page.getByRole('textbox', { name: 'Private key' }).fill('not a key')
  await page.getByRole('button', { name: 'Save and test connection' }).click()
  await expect(page.getByRole('alert')).toContainText('no private RSA key')
})
