import { expect, test } from '@playwright/test'
import { startSandbox, type OktaSandbox } from '#connectors/okta/sandbox.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible, expectToFit } from './accessible.ts'
import { signIn } from './connect.ts'

let rollcall: RunningRollcall
let okta: OktaSandbox
/** Who opened the wiki ten minutes ago, and who was never there. */
let ana: { id: string; email: string }
let bo: { id: string; email: string }

test.beforeAll(async () => {
  okta = await startSandbox({ users: 12, seed: 21 })
  ana = okta.state.view.users[0]!
  bo = okta.state.view.users[6]!
  okta.state.change(bo.id, { lastActiveAt: null })
  okta.events.push({
    id: 'now',
    at: new Date(Date.now() - 600_000).toISOString(),
    userId: ana.id,
    kind: 'sso',
    appId: '0oa2',
  })
  rollcall = await startRollcall()
  const { body } = await rollcall.call<{ id: string }>('POST', '/connections', {
    connector: 'okta',
    name: 'Company Okta',
    method: 'token',
    credential: okta.credentials['token'],
    hosts: okta.hosts,
    selection: 'people_and_accounts',
    preference: 'create_and_update',
    deactivate: true,
    smart: true,
  })
  await rollcall.call('POST', `/connections/${body.id}/launch`, {})
  const { state } = await rollcall.sync(body.id)
  expect(state).toBe('done')
})

test.afterAll(async () => {
  await rollcall?.stop()
  await okta?.close()
})

const personOf = async (email: string) =>
  (await rollcall.all<{ id: string; email: string }>('/people')).find((person) => person.email === email)!.id

test('a person says when they were last active and how that is known; nothing known is grey and no "unused"', async ({
  page,
}) => {
  await signIn(page, rollcall)
  await page.goto(`${rollcall.url}/people/${await personOf(ana.email)}`)
  await expect(page.getByText(/Last active\s*\d+ minutes ago\s*through the sign-on service/)).toBeVisible()
  const opened = page.getByRole('listitem').filter({ hasText: 'Wiki' }).first()
  await expect(opened).toContainText(/opened \d+ times?/)
  await expect(opened).toContainText('through Okta')
  const before = await page
    .getByRole('listitem')
    .filter({ hasText: /sign-in|opened/ })
    .count()
  await page.getByRole('button', { name: 'Load more' }).click()
  await expect
    .poll(() =>
      page
        .getByRole('listitem')
        .filter({ hasText: /sign-in|opened/ })
        .count(),
    )
    .toBeGreaterThan(before)
  await expectAccessible(page)

  await page.getByRole('table', { name: 'Accounts' }).getByRole('button', { name: 'Okta' }).click()
  const drawer = page.getByRole('dialog')
  await expect(drawer).toContainText(/Last active\s*\d+ minutes ago\s*through the sign-on service/)
  await expect(drawer).toContainText(/Known from\s*Sign ins/)
  await expectAccessible(page)

  await drawer.getByRole('link', { name: 'Company Okta' }).click()
  const fresh = page
    .locator('section, div')
    .filter({ has: page.getByRole('heading', { name: 'Data as of' }) })
    .last()
  await expect(fresh).toContainText(/Activity.*nothing missing since.*months? ago/)
  await expect(fresh).toContainText(/Assigned apps/)
  await expectAccessible(page)

  await page.goto(`${rollcall.url}/people/${await personOf(bo.email)}`)
  await expect(page.getByText('No data').first()).toBeVisible()
  await expect(page.getByText('That does not say that nothing was done.')).toBeVisible()
  await expectAccessible(page)
  await page.setViewportSize({ width: 320, height: 700 })
  await expectToFit(page)
  await page.goto(`${rollcall.url}/people/${await personOf(ana.email)}`)
  await expect(page.getByRole('listitem').filter({ hasText: 'Wiki' }).first()).toBeVisible()
  await expectToFit(page)
})
