import { expect, test, type Page } from '@playwright/test'
import { freePort } from '#test/helpers/free-port.ts'
import { OPENID_CLIENT, startOpenIdProvider, type OpenIdProvider } from '#test/helpers/openid-provider.ts'
import { codeOf, tokenIn } from '#test/helpers/people.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible, expectToFit } from './accessible.ts'
import { signIn } from './connect.ts'

const PASSWORD = 'four words put together'

let rollcall: RunningRollcall
let idp: OpenIdProvider

test.beforeAll(async () => {
  // Passkeys and the way back from a provider need an address that is known beforehand, and a name instead of a number.
  const port = await freePort()
  idp = await startOpenIdProvider()
  rollcall = await startRollcall({ env: { PORT: String(port), ROLLCALL_PUBLIC_URL: `http://localhost:${port}` } })
})

test.afterAll(async () => {
  await rollcall?.stop()
  await idp?.close()
})

/** The token in the newest mail, as an admin reads it in the outbox when there is no mail server. */
async function mailedToken(): Promise<string> {
  const { body } = await rollcall.call<{ items: { id: string }[] }>('GET', '/outbox?limit=1')
  const read = await rollcall.call('POST', `/outbox/${body.items[0]!.id}/read`)
  return tokenIn(JSON.stringify(read.body))
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(`${rollcall.url}${path}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await expect(page.getByRole('status', { name: 'Loading…' })).toHaveCount(0)
}

async function fillIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Signed in as/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in to Rollcall' }).waitFor()
}

test('invited by mail, comes in, turns an authenticator app on, signs out, and in again with its code', async ({
  page,
  browser,
}) => {
  await test.step('an owner invites', async () => {
    await signIn(page, rollcall)
    await open(page, '/settings/users')
    await page.getByRole('button', { name: 'Invite' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Grace Hopper')
    await page.getByRole('dialog').getByLabel('E-mail').fill('grace@example.test')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Send the invitation' }).click()
    await expect(page.getByRole('table', { name: 'Open invitations' })).toContainText('grace@example.test')
    await expectAccessible(page)
  })

  const context = await browser.newContext()
  const guest = await context.newPage()
  let uri = ''
  await test.step('the link lets in, once, and leaves no trace in the address', async () => {
    const token = await mailedToken()
    await guest.goto(`${rollcall.url}/welcome#${token}`)
    await guest.getByText('invites you as Viewer').waitFor()
    expect(guest.url()).toBe(`${rollcall.url}/welcome`)
    await expectAccessible(guest)
    await guest.getByRole('textbox', { name: 'New password' }).fill(PASSWORD)
    await guest.getByRole('button', { name: 'Come in' }).click()
    await guest.getByRole('heading', { name: 'Home' }).waitFor()
    await page.goto(`${rollcall.url}/welcome#${token}`)
    await expect(page.getByRole('alert')).toContainText('no longer good')
  })

  await test.step('what a viewer may not do is not offered', async () => {
    const nav = guest.getByRole('navigation', { name: 'Main' })
    await expect(nav.getByRole('link', { name: 'Connections' })).toBeVisible()
    for (const name of ['Users', 'Roles', 'API tokens']) await expect(nav.getByRole('link', { name })).toHaveCount(0)
    await open(guest, '/settings/sign-in')
    const add = guest.getByRole('button', { name: 'Add a provider' })
    await expect(add).toHaveAttribute('aria-disabled', 'true')
    await add.hover()
    await expect(guest.getByRole('tooltip')).toContainText('Your role (Viewer) does not allow this')
  })

  await test.step('the app is set up', async () => {
    await open(guest, '/settings/me')
    await expectAccessible(guest)
    await guest.getByRole('button', { name: 'Set up' }).click()
    await guest.getByRole('dialog').getByLabel('Your password').fill(PASSWORD)
    await guest.getByRole('button', { name: 'Continue' }).click()
    await guest.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
    await expectAccessible(guest)
    const key = (await guest.getByLabel('Key', { exact: true }).textContent()) ?? ''
    uri = `otpauth://totp/x?secret=${key}`
    await guest.getByLabel('Code that the app shows now').fill(await codeOf(uri))
    await guest.getByRole('button', { name: 'Turn it on' }).click()
    await guest.getByRole('button', { name: 'New backup codes' }).waitFor()
  })

  await test.step('the next sign-in asks for a code', async () => {
    await signOut(guest)
    await fillIn(guest, 'grace@example.test', PASSWORD)
    await guest.getByLabel('Code').fill('000000')
    await expectAccessible(guest)
    await guest.getByRole('button', { name: 'Continue' }).click()
    await expect(guest.getByRole('alert').filter({ hasText: 'not right' })).toBeVisible()
    await guest.getByLabel('Code').fill(await codeOf(uri))
    await guest.getByRole('button', { name: 'Continue' }).click()
    await guest.getByRole('heading', { name: 'Home' }).waitFor()
  })
  await context.close()
})

test('a passkey is made on this device, and signs in without a password', async ({ page, context }) => {
  const client = await context.newCDPSession(page)
  await client.send('WebAuthn.enable')
  await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await signIn(page, rollcall)
  await open(page, '/settings/me')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Work laptop')
  await page.getByRole('dialog').getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('button', { name: 'Remove Work laptop' }).waitFor()
  await signOut(page)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByRole('heading', { name: 'Home' }).waitFor()
})

test('people sign in with an OpenID provider that was set up in the settings', async ({ page, browser }) => {
  await signIn(page, rollcall)
  await open(page, '/settings/sign-in')
  await page.getByRole('button', { name: 'Add a provider' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name on the button').fill('Example Company')
  await dialog.getByLabel('Issuer').fill(idp.issuer)
  await dialog.getByLabel('Client ID').fill(OPENID_CLIENT.id)
  await dialog.getByRole('textbox', { name: 'Client secret' }).fill(OPENID_CLIENT.secret)
  await dialog.getByLabel('Domains').first().fill('example.org')
  await page.keyboard.press('Enter')
  await dialog.getByLabel('Role for them').first().click()
  await page.getByRole('option', { name: 'Operator' }).click()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Edit Example Company' }).click()
  idp.comesBackTo((await dialog.getByLabel('Address to come back to').textContent()) ?? '')

  idp.who = { sub: 'ann-1', email: 'ann@example.org', email_verified: true, name: 'Ann Example' }
  const context = await browser.newContext()
  const ann = await context.newPage()
  await ann.goto(rollcall.url)
  await ann.getByRole('button', { name: 'Sign in with Example Company' }).click()
  await ann.getByRole('heading', { name: 'Home' }).waitFor()
  await ann.getByRole('button', { name: 'Signed in as Ann Example' }).click()
  await expect(ann.getByText('ann@example.org · Operator')).toBeVisible()
  await ann.keyboard.press('Escape')
  await signOut(ann)

  await context.close()

  // A browser of her own: the provider still knows Ann in the other one.
  idp.who = { sub: 'eve-1', email: 'eve@elsewhere.test', email_verified: true }
  const stranger = await browser.newContext()
  const eve = await stranger.newPage()
  await eve.goto(rollcall.url)
  await eve.getByRole('button', { name: 'Sign in with Example Company' }).click()
  await expect(eve.getByRole('alert')).toContainText('not invited here')
  await expectAccessible(eve)
  await stranger.close()
})

test('what cannot be taken back asks who sits there, and then goes on by itself', async ({ page }) => {
  await signIn(page, rollcall)
  await open(page, '/settings/roles')
  // As if the sign-in were long ago: the server says so once, as it does after ten minutes.
  let isProved = false
  await page.route('**/api/v1/roles', async (route) => {
    if (route.request().method() !== 'POST' || isProved) return route.continue()
    isProved = true
    const body = { code: 'step_up_required', message: 'Prove it.', requestId: 'x' }
    await route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(body) })
  })
  await page.getByRole('button', { name: 'New role' }).click()
  await page.getByLabel('Name').fill('Sync desk')
  await page.getByLabel('See syncs, plans and issues').check()
  await page.getByRole('button', { name: 'Save' }).click()
  const proof = page.getByRole('dialog', { name: 'Is it still you?' })
  await proof.getByRole('textbox', { name: 'Password' }).fill('wrong')
  await expectAccessible(page)
  await proof.getByRole('button', { name: 'Go on' }).click()
  await expect(proof.getByRole('alert').filter({ hasText: 'not right' })).toBeVisible()
  await proof.getByRole('textbox', { name: 'Password' }).fill('correct horse battery staple')
  await proof.getByRole('button', { name: 'Go on' }).click()
  await expect(page.getByRole('columnheader', { name: /Sync desk/ })).toBeVisible()
})

test('a forgotten password is set anew through a mailed link', async ({ page }) => {
  await rollcall.call('POST', '/user-invitations', { name: 'Ida', email: 'ida@example.test', role: 'operator' })
  await page.goto(`${rollcall.url}/welcome#${await mailedToken()}`)
  await page.getByRole('textbox', { name: 'New password' }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Come in' }).click()
  await page.getByRole('heading', { name: 'Home' }).waitFor()
  await signOut(page)
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await page.getByLabel('E-mail').fill('ida@example.test')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await page.getByText('the link is on its way').waitFor()
  await expect(async () => {
    const { body } = await rollcall.call<{ items: { subject: string }[] }>('GET', '/outbox?limit=1')
    expect(body.items[0]?.subject).toContain('new password')
  }).toPass()
  await page.goto(`${rollcall.url}/welcome#${await mailedToken()}`)
  await page.getByRole('textbox', { name: 'New password' }).fill('other words put together')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await fillIn(page, 'ida@example.test', 'other words put together')
  await page.getByRole('heading', { name: 'Home' }).waitFor()
})

test('the new pages are accessible in light and dark, and fit 320 px', async ({ page }) => {
  await signIn(page, rollcall)
  for (const path of ['/settings/me', '/settings/users', '/settings/roles', '/settings/sign-in', '/settings/tokens']) {
    await open(page, path)
    await expectAccessible(page)
    await page.setViewportSize({ width: 320, height: 700 })
    await expectToFit(page)
    await page.setViewportSize({ width: 1280, height: 860 })
  }
})
