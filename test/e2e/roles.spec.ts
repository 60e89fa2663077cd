import assert from 'node:assert/strict'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { request as send } from 'undici'
import { startSandbox } from '#connectors/scim/sandbox.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { tokenIn } from '#test/helpers/people.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible } from './accessible.ts'
import { connectScim } from './connect.ts'

const PASSWORD = 'four words put together'

let rollcall: RunningRollcall
let vendor: Sandbox
let paths: string[]
let connection: string

test.beforeAll(async () => {
  vendor = await startSandbox({ users: 12, seed: 9, groups: 1 })
  rollcall = await startRollcall()
  connection = await connectScim(rollcall, vendor, { name: 'Directory' })
  const sync = await rollcall.sync(connection)
  const draft = await rollcall.call<{ id: string }>('POST', '/connections', {
    connector: 'scim', name: 'Draft', method: 'bearer', credential: vendor.credentials['bearer'], hosts: vendor.hosts,
    selection: 'people', preference: 'update_only', deactivate: false, smart: true,
  }) // prettier-ignore
  const [person] = await rollcall.all<{ id: string }>('/people')
  const [account] = await rollcall.all<{ id: string }>('/accounts')
  paths = [
    `/people/${person!.id}`,
    `/accounts?account=${account!.id}`,
    '/accounts/unmatched',
    '/connections',
    `/connections/${connection}/settings`,
    `/connections/${connection}/scopes`,
    `/connections/${connection}/mapping`,
    `/connections/${draft.body.id}/set-up?step=authorise`,
    `/connections/${draft.body.id}/set-up?step=launch`,
    `/syncs/${sync.id}`,
    '/settings/sources',
    '/notices',
  ]
})

test.afterAll(async () => {
  await rollcall?.stop()
  await vendor?.close()
})

/** Somebody of a role, invited and let in as mails do it, signed in with a browser of their own. */
async function signedInAs(browser: Browser, role: string): Promise<Page> {
  const email = `${role}@example.test`
  const invited = await rollcall.call('POST', '/user-invitations', { name: role, email, role })
  assert.equal(invited.status, 201, JSON.stringify(invited.body))
  const { body } = await rollcall.call<{ items: { id: string; to: { email: string } }[] }>('GET', '/outbox?limit=50')
  const mail = body.items.find(({ to }) => to.email === email)
  const read = await rollcall.call('POST', `/outbox/${mail!.id}/read`)
  const accepted = await send(`${rollcall.url}/api/v1/session/links/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ token: tokenIn(JSON.stringify(read.body)), password: PASSWORD }),
  })
  assert.equal(accepted.statusCode, 200, await accepted.body.text())
  const page = await (await browser.newContext()).newPage()
  await page.goto(rollcall.url)
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'Home' }).waitFor()
  return page
}

async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await expect(page.getByRole('status', { name: 'Loading…' })).toHaveCount(0)
}

const ENABLED = 'button:not([disabled]):not([aria-disabled="true"]):visible'

/** Opens a page anew where pressing has led away, or has left something open. */
async function openAgain(page: Page, path: string): Promise<void> {
  const isThere = page.url() === `${rollcall.url}${path}`
  const isCovered = (await page.getByRole('dialog').count()) > 0 || (await page.getByRole('menu').count()) > 0
  if (isThere && !isCovered) return
  await page.goto(`${rollcall.url}${path}`)
  await settle(page)
}

/** "Explain Job title" and "Explain E-mail" are one kind of button, where there are many of them. */
function kindsOf(names: readonly string[]): string[] {
  const first = (name: string) => name.split(' ', 1)[0]!
  return names.map((name) => (names.filter((other) => first(other) === first(name)).length > 3 ? first(name) : name))
}

/** Presses every button that a page offers, each kind once, and in a dialog or menu that it opens what does it. */
async function pressEverything(page: Page, path: string, say: (pressed: string) => void): Promise<void> {
  const done = new Set<string>()
  for (;;) {
    await openAgain(page, path)
    // An open drawer lies over the page: its buttons are the ones that can be reached.
    const within = (await page.getByRole('dialog').count()) > 0 ? page.getByRole('dialog') : page.getByRole('main')
    const names = await within
      .locator(ENABLED)
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent?.trim() ?? ''))
    const kinds = kindsOf(names)
    const index = kinds.findIndex((kind) => !done.has(kind))
    if (index === -1) return
    done.add(kinds[index]!)
    say(`${path}: ${names[index]!}`)
    await within.locator(ENABLED).nth(index).click()
    const next = page
      .getByRole('dialog')
      .locator('button[type="submit"]:not([disabled]):visible')
      .or(page.locator('[role="menuitem"]:not([aria-disabled="true"]):visible'))
    if ((await next.count()) > 0) await next.first().click()
    await page.waitForLoadState('networkidle')
  }
}

for (const role of ['viewer', 'operator']) {
  test(`nothing is offered to somebody of the role ${role} that would be refused, and what is not theirs says why`, async ({
    browser,
  }) => {
    const page = await signedInAs(browser, role)
    await page.goto(`${rollcall.url}/connections/${connection}/settings`)
    await settle(page)
    await expectAccessible(page)
    for (const name of ['Pause', 'Disconnect', 'Remove', 'Test connection']) {
      const button = page.getByRole('button', { name, exact: true })
      await expect(button).toHaveAttribute('aria-disabled', 'true')
      await button.focus()
      await expect(page.getByRole('tooltip').last()).toContainText('does not allow this')
    }
    // Whatever is refused for the lack of a permission should not have been offered.
    const refused: string[] = []
    let pressed = ''
    page.on('response', (response) => {
      if (response.status() === 403) refused.push(`${pressed} → ${response.request().method()} ${response.url()}`)
    })
    // The operator's pages that the viewer's say nothing of: what they may do there themselves.
    for (const path of role === 'viewer' ? paths : paths.slice(0, 5)) {
      await test.step(path, () => pressEverything(page, path, (name) => (pressed = name)))
    }
    expect(refused).toEqual([])
    await page.context().close()
  })
}
