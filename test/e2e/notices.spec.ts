import { expect, test } from '@playwright/test'
import { startSandbox } from '#connectors/scim/sandbox.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { openMailServer, type MailServer } from '#test/helpers/mail-server.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible, expectToFit } from './accessible.ts'
import { connectScim, signIn } from './connect.ts'

// One story: a failure in the middle leaves nothing to go on with.
test.describe.configure({ mode: 'serial' })

const EVIL = '<img src=x onerror="window.evil=1">Chat'

let mailServer: MailServer
let rollcall: RunningRollcall
let vendor: Sandbox
let connection: string

test.beforeAll(async () => {
  mailServer = await openMailServer()
  vendor = await startSandbox({ users: 20, seed: 3, groups: 0 })
  rollcall = await startRollcall({ env: { SMTP_URL: mailServer.url } })
  connection = await connectScim(rollcall, vendor, { name: EVIL })
  await rollcall.sync(connection)
})

test.afterAll(async () => {
  await rollcall?.stop()
  await vendor?.close()
  await mailServer?.stop()
})

test('a lost connection rings the bell and writes a mail; it is taken in hand, and closes by itself when it is mended', async ({
  page,
}) => {
  await signIn(page, rollcall)
  const bell = page.getByRole('button', { name: /^Notices/ })
  await expect(bell).toHaveAccessibleName('Notices')
  await page.goto(`${rollcall.url}/notices`)
  await expect(page.getByText('Nothing is open', { exact: true })).toBeVisible()
  await expectAccessible(page)

  const refusal = vendor.plan({ when: () => true, do: { kind: 'status', status: 401 } })
  expect((await rollcall.sync(connection)).state).toBe('failed')
  await page.reload()
  const title = `${EVIL} has lost its access`
  await expect(async () => {
    await page.reload()
    await expect(page.getByRole('heading', { name: title, level: 2 })).toBeVisible({ timeout: 2_000 })
  }).toPass()

  await test.step('in the bell, by keyboard', async () => {
    await expect(bell).toHaveAccessibleName('Notices: 1 notice open')
    await bell.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: 'Notices' }).getByRole('link').first()).toContainText(title)
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog', { name: 'Notices' })).toBeHidden()
    await expect(bell).toBeFocused()
  })

  await test.step('by mail, with a link that opens the connection, and nothing of the name runs anywhere', async () => {
    await expect.poll(() => mailServer.mails.length).toBe(1)
    const [mail] = mailServer.mails
    expect(mail?.subject).toBe(title)
    expect(mailServer.envelopes[0]?.to).toEqual(['admin@example.test'])
    expect(mail?.html).not.toContain('<img')
    const link = /http\S+\/connections\/\S+/.exec(mail?.text ?? '')?.[0] ?? ''
    expect(new URL(link).pathname).toBe(`/connections/${connection}`)
    expect(await page.evaluate('window.evil')).toBeUndefined()
  })

  await test.step('taken in hand it is no longer counted', async () => {
    await page.setViewportSize({ width: 320, height: 700 })
    await expectToFit(page)
    await page.setViewportSize({ width: 1280, height: 860 })
    await page.getByRole('button', { name: `I take care of it: ${title}` }).click()
    await expect(page.getByText(/ takes care of it, /)).toBeVisible()
    await expect(bell).toHaveAccessibleName('Notices')
    await expectAccessible(page)
  })

  await test.step('mended, it is closed', async () => {
    refusal.cancel()
    expect((await rollcall.sync(connection)).state).toBe('done')
    await expect(async () => {
      await page.reload()
      await expect(page.getByText('Nothing is open', { exact: true })).toBeVisible({ timeout: 2_000 })
    }).toPass()
    await page.goto(`${rollcall.url}/notices?state=closed`)
    await expect(page.getByRole('heading', { name: title, level: 2 })).toBeVisible()
    await expectAccessible(page)
  })
})

test('the outbox says what went out and what did not, and sends again', async ({ page }) => {
  await signIn(page, rollcall)
  await page.goto(`${rollcall.url}/settings/outbox`)
  const row = page.getByRole('row', { name: /has lost its access/ })
  await expect(row).toContainText('Sent')
  await expect(row.getByRole('button')).toHaveCount(0)
  await expectAccessible(page)
  await page.setViewportSize({ width: 320, height: 700 })
  await expectToFit(page)
})

test('contacts that are no addresses are refused where they are typed, and the next run is told in the reader’s time', async ({
  page,
}) => {
  await signIn(page, rollcall)
  await page.goto(`${rollcall.url}/connections/${connection}/settings`)
  const contacts = page.getByRole('combobox', { name: 'Contacts' })
  await contacts.fill('it@example.com')
  await contacts.press('Enter')
  await contacts.fill('nobody')
  await contacts.press('Enter')
  const form = page.locator('form').filter({ has: contacts })
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('“nobody” is not an e-mail address.')).toBeVisible()
  await contacts.press('Backspace')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved. It holds from the next sync on.')).toBeVisible()
  const saved = await rollcall.call<{ contacts: string[] }>('GET', `/connections/${connection}`)
  expect(saved.body.contacts).toEqual(['it@example.com'])

  const set = await rollcall.call('PUT', `/connections/${connection}/schedule`, {
    every: 'day',
    at: '02:00',
    timezone: 'Asia/Kolkata',
  })
  expect(set.status).toBe(200)
  await page.reload()
  // 02:00 in Kolkata is 20:30 UTC the day before, all year round; the browser is in Oslo.
  await expect(
    page.getByText(/Next run .*(21:30:00 CET|22:30:00 CEST|21:30:00 GMT\+1|22:30:00 GMT\+2).*\(your time\)/),
  ).toBeVisible()
})
