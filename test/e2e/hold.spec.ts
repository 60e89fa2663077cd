import { expect, test, type Page } from '@playwright/test'
import { startSandbox } from '#connectors/scim/sandbox.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible } from './accessible.ts'
import { connectScim, goTo, signIn } from './connect.ts'

let rollcall: RunningRollcall
let vendor: Sandbox

test.beforeAll(async () => {
  vendor = await startSandbox({ users: 40, seed: 5, groups: 0 })
  rollcall = await startRollcall()
  const connection = await connectScim(rollcall, vendor, { name: 'Chat' })
  await rollcall.sync(connection)
})

test.afterAll(async () => {
  await rollcall?.stop()
  await vendor?.close()
})

/** Runs the only connection and opens its session. */
async function runNow(page: Page): Promise<void> {
  await goTo(page, 'Connections')
  await page.getByRole('link', { name: 'Chat' }).click()
  await page.getByRole('heading', { name: 'Chat', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Run now', exact: true }).click()
  await expect(page.getByRole('heading', { name: /^Sync \d+ of Chat$/ })).toBeVisible()
}

test('a hold names whom it is about; refused it changes nobody, approved it deactivates exactly them, undone they are back', async ({
  page,
}) => {
  const gone = vendor.state.view.users.slice(10, 18)
  for (const user of gone) vendor.state.remove(user.id)
  await signIn(page, rollcall)

  await test.step('the sync is held, with the names', async () => {
    await runNow(page)
    await expect(page.getByRole('heading', { name: 'This sync is held' })).toBeVisible()
    const names = page.getByRole('list', { name: '8 accounts would be deactivated' })
    for (const user of gone) await expect(names).toContainText(`${user.givenName} ${user.familyName}`)
    await expectAccessible(page)
  })

  await test.step('it waits on Home too, and can be refused', async () => {
    await goTo(page, 'Home')
    await expect(page.getByText('Chat holds back changes')).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'See the names' }).click()
    await page.getByRole('button', { name: 'Discard' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Discard them' }).click()
    await expect(page.getByRole('heading', { name: 'This sync is held' })).toBeHidden()
    await page.goto(`${rollcall.url}/accounts?status=inactive`)
    await expect(page.getByText('No account fits these filters')).toBeVisible()
  })

  await test.step('held again, it is approved', async () => {
    await runNow(page)
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.getByRole('button', { name: 'Apply them' }).click()
    await expect(page.getByRole('heading', { name: 'This sync is held' })).toBeHidden()
    await page.goto(`${rollcall.url}/accounts?status=inactive`)
    const table = page.getByRole('table', { name: 'Accounts' })
    await expect(table.getByRole('row')).toHaveCount(1 + gone.length)
    for (const user of gone) await expect(table).toContainText(user.email)
    await expectAccessible(page)
  })

  await test.step('undone, all are active again', async () => {
    await goTo(page, 'Syncs')
    await page.getByRole('link', { name: 'Chat' }).first().click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Undo it' }).click()
    await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeHidden()
    await page.goto(`${rollcall.url}/accounts?status=inactive`)
    await expect(page.getByText('No account fits these filters')).toBeVisible()
  })
})
