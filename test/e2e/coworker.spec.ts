import { expect, test, type Page } from '@playwright/test'
import { startSandbox } from '#connectors/scim/sandbox.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { freePort } from '#test/helpers/free-port.ts'
import { serveMail, type MailServer } from '#test/helpers/mail-server.ts'
import { OAUTH_CLIENT, startOAuthProvider, type OAuthProvider } from '#test/helpers/oauth-provider.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible, expectToFit } from './accessible.ts'
import { signIn } from './connect.ts'
import { consentAtVendor, signInAtVendor, stayAtHome } from './vendor-pages.ts'

let rollcall: RunningRollcall
let vendor: Sandbox
let authority: OAuthProvider
let post: MailServer

test.beforeAll(async () => {
  vendor = await startSandbox({ users: 60, seed: 5 })
  post = await serveMail()
  // The vendor sends the browser back to the public address, so it has to be known before the start.
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  authority = await startOAuthProvider({ redirectUri: `${url}/connect_callback/scim`, hasPages: true, api: vendor })
  const env = { PORT: String(port), ROLLCALL_PUBLIC_URL: url, SMTP_URL: post.url }
  rollcall = await startRollcall({ env })
})

test.afterAll(async () => {
  await rollcall?.stop()
  await authority?.close()
  await vendor?.close()
  await post?.stop()
})

const followed = new Set<string>()

/** The link of the next mail to an address: none that was asked for before, however late the mail comes. */
async function mailedLink(to: string): Promise<string> {
  const links = () =>
    post.mails.flatMap(({ to: whom, text = '' }) => {
      const isTo = [whom].flat().some((one) => one?.text.includes(to))
      const link = /http:\S+\/authorize\/[\w-]{43}/.exec(text)?.[0]
      return isTo && link !== undefined && !followed.has(link) ? [link] : []
    })
  await expect.poll(() => links().length).toBeGreaterThan(0)
  const link = links().at(-1)!
  followed.add(link)
  return link
}

async function chooseMethod(page: Page, method: string): Promise<void> {
  await page.getByRole('combobox', { name: 'How to sign in' }).click()
  await page.getByRole('option', { name: method, exact: true }).click()
}

async function askCarol(page: Page, name: string, baseUrl = vendor.hosts['scim']!): Promise<void> {
  await page.goto(`${rollcall.url}/connections/new/scim`)
  await page.getByRole('textbox', { name: 'Name', exact: true }).first().fill(name)
  await page.getByRole('textbox', { name: 'Base URL' }).fill(baseUrl)
  await page.getByRole('radio', { name: 'Ask a co-worker' }).check()
  const whom = page.getByRole('group', { name: 'Who shall authorise' })
  await whom.getByRole('textbox', { name: 'Name' }).fill('Carol Vendoradmin')
  await whom.getByRole('textbox', { name: 'E-mail' }).fill('carol@example.test')
  await whom.getByRole('textbox', { name: 'Note' }).fill('You administer the directory, don’t you?')
}

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })

test('a co-worker without an account authorises by OAuth from a mail; the admin confirms, and a sync runs', async ({
  page,
  browser,
}) => {
  await signIn(page, rollcall)

  await test.step('the admin asks', async () => {
    await askCarol(page, 'Directory', authority.hosts.scim)
    await chooseMethod(page, 'OAuth 2 with consent')
    await page.getByRole('textbox', { name: 'Authorisation URL' }).fill(authority.hosts.authorize)
    await page.getByRole('textbox', { name: 'Token URL' }).fill(authority.hosts.token)
    await expect(page.getByLabel('Callback address')).toHaveText(`${rollcall.url}/connect_callback/scim`)
    await page.getByRole('textbox', { name: 'Client ID' }).fill(OAUTH_CLIENT.id)
    await page.getByRole('textbox', { name: 'Client secret' }).fill(OAUTH_CLIENT.secret)
    await page.getByRole('textbox', { name: 'Scopes' }).fill('scim.read')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Send the request' }).click()
    await expect(page.getByRole('heading', { name: 'Connection requests' })).toBeVisible()
    await expect(row(page, 'Directory')).toContainText('Awaiting authorisation')
    await expectAccessible(page)
  })

  const link = await mailedLink('carol@example.test')
  const stranger = await browser.newContext()
  const carol = await stranger.newPage()
  await stayAtHome(carol)

  await test.step('the co-worker sees who asks, for what and on which server', async () => {
    await carol.goto(link)
    await expect(carol.getByRole('heading', { name: 'Authorise SCIM 2.0' })).toBeVisible()
    expect(carol.url(), 'the token is out of the address').toBe(`${rollcall.url}/authorize`)
    for (const text of ['You administer the directory', authority.hosts.scim, 'Hello Carol Vendoradmin']) {
      await expect(carol.getByText(text).first()).toBeVisible()
    }
    await expectAccessible(carol)
    await carol.setViewportSize({ width: 320, height: 700 })
    await expectToFit(carol)
    await carol.reload()
    await expect(carol.getByRole('heading', { name: 'Authorise SCIM 2.0' })).toBeVisible()
    await page.reload()
    await expect(row(page, 'Directory')).toContainText('Opened')
  })

  await test.step('the consent at the vendor brings them back, and they are done', async () => {
    await carol.getByRole('button', { name: 'Continue to SCIM 2.0' }).click()
    await signInAtVendor(carol, 'carol')
    await expect(carol.getByText('scim.read', { exact: true })).toBeVisible()
    await consentAtVendor(carol)
    await expect(carol.getByRole('heading', { name: 'Thank you, that is all' })).toBeVisible()
    expect(new URL(carol.url()).search).toBe('?result=ok')
    await expectAccessible(carol)
    await carol.goto(link)
    await expect(carol.getByRole('heading', { name: 'This request is fulfilled already' })).toBeVisible()
    await expectAccessible(carol)
    await carol.goto(`${rollcall.url}/people`)
    await expect(carol.getByRole('button', { name: 'Sign in' })).toBeVisible()
  })

  await test.step('nothing is read before the admin has seen whose account it is', async () => {
    await page.reload()
    await row(page, 'Directory').getByRole('button', { name: 'Confirm… what Carol Vendoradmin authorised' }).click()
    const dialog = page.getByRole('dialog', { name: 'Is this the right vendor account?' })
    await expect(dialog).toContainText('127.0.0.1')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Yes, use it' }).click()
    await page.getByRole('link', { name: 'Finish set-up' }).first().waitFor()
  })

  await test.step('and then a sync runs', async () => {
    const [connection] = await rollcall.all<{ id: string; name: string }>('/connections')
    expect((await rollcall.call('POST', `/connections/${connection!.id}/launch`, {})).status).toBe(200)
    const sync = await rollcall.sync(connection!.id)
    expect([sync.state, sync.counts['created']]).toEqual(['done', 60])
    expect(authority.lastReader()).toBe('carol')
  })
  await stranger.close()
})

test('a form is filled in on the page of the link; taken back, the link is dead', async ({ page, browser }) => {
  await signIn(page, rollcall)
  await askCarol(page, 'By token')
  await page.getByRole('button', { name: 'Send the request' }).click()
  await expect(row(page, 'By token')).toContainText('Awaiting authorisation')
  const stranger = await browser.newContext()
  const carol = await stranger.newPage()
  await carol.goto(await mailedLink('carol@example.test'))
  await carol.getByRole('textbox', { name: 'Token' }).fill('not-the-token')
  await carol.getByRole('button', { name: 'Authorise' }).click()
  await expect(carol.getByRole('alert')).toContainText('The vendor refused the credential')
  await expectAccessible(carol)

  await row(page, 'By token').getByRole('button', { name: 'Take back: the request to Carol Vendoradmin' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
  await expect(row(page, 'By token')).toContainText('Taken back')
  await carol.getByRole('textbox', { name: 'Token' }).fill(vendor.credentials['bearer']!['token']!)
  await carol.getByRole('button', { name: 'Authorise' }).click()
  await expect(carol.getByRole('alert')).toContainText('This request was taken back')

  const before = post.mails.length
  await row(page, 'By token').getByRole('button', { name: 'Send again…: the request to Carol Vendoradmin' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send the request again' })
  await expect(dialog.getByLabel('Name')).toHaveValue('Carol Vendoradmin')
  await dialog.getByLabel('E-mail').fill('carol@elsewhere.test')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Send', exact: true }).click()
  await expect.poll(() => post.mails.length).toBeGreaterThan(before)
  await carol.goto(await mailedLink('carol@elsewhere.test'))
  await carol.getByRole('textbox', { name: 'Token' }).fill(vendor.credentials['bearer']!['token']!)
  await carol.getByRole('button', { name: 'Authorise' }).click()
  await expect(carol.getByRole('heading', { name: 'Thank you, that is all' })).toBeVisible()
  await stranger.close()
})

test('an admin authorises at the vendor themselves, hears how it went, and goes on', async ({ page }) => {
  await signIn(page, rollcall)
  await page.goto(`${rollcall.url}/connections/new/scim`)
  await page.getByRole('textbox', { name: 'Name', exact: true }).first().fill('Myself')
  await page.getByRole('textbox', { name: 'Base URL' }).fill(vendor.hosts['scim']!)
  await chooseMethod(page, 'OAuth 2 with consent')
  await page.getByRole('textbox', { name: 'Authorisation URL' }).fill(vendor.hosts['authorize']!)
  await page.getByRole('textbox', { name: 'Token URL' }).fill(vendor.hosts['token']!)
  await page.getByRole('textbox', { name: 'Client ID' }).fill('sandbox-client')
  await page.getByRole('textbox', { name: 'Client secret' }).fill('wrong')
  await page.getByRole('button', { name: 'Save and continue to SCIM 2.0' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('textbox', { name: 'Client ID' }).fill('sandbox-client')
  await page.getByRole('textbox', { name: 'Client secret' }).fill('sandbox-client-secret')
  await page.getByRole('button', { name: 'Save and continue to SCIM 2.0' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Connected' })).toBeVisible()
  await page.getByRole('link', { name: 'Continue to the mapping' }).click()
  await expect(page.getByRole('table', { name: 'Mapped fields' })).toBeVisible()
})
