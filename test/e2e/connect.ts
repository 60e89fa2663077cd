import assert from 'node:assert/strict'
import type { Page } from '@playwright/test'
import type { RunningRollcall } from '#test/helpers/running-rollcall.ts'
import type { Sandbox } from '#kit/sandbox.ts'

/** Connects a SCIM sandbox through the API and launches it, for journeys that begin later. Gives the connection's id. */
export async function connectScim(
  rollcall: RunningRollcall,
  sandbox: Sandbox,
  options: { name: string; preference?: 'create_and_update' | 'update_only' },
): Promise<string> {
  const created = await rollcall.call<{ id: string }>('POST', '/connections', {
    connector: 'scim',
    name: options.name,
    method: 'bearer',
    credential: sandbox.credentials['bearer'],
    hosts: sandbox.hosts,
    selection: 'people_and_accounts',
    preference: options.preference ?? 'create_and_update',
    deactivate: true,
    smart: true,
  })
  assert.equal(created.status, 201, JSON.stringify(created.body))
  const launched = await rollcall.call('POST', `/connections/${created.body.id}/launch`, {})
  assert.equal(launched.status, 200, JSON.stringify(launched.body))
  return created.body.id
}

/** Goes to a page by the navigation. */
export async function goTo(
  page: Page,
  name: 'Home' | 'People' | 'Accounts' | 'Apps' | 'Connections' | 'Syncs',
): Promise<void> {
  const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name })
  await link.click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}

/** Signs in through the form, as the admin that `startRollcall` makes. */
export async function signIn(page: Page, rollcall: RunningRollcall): Promise<void> {
  await page.goto(rollcall.url)
  await page.getByLabel('E-mail').fill('admin@example.test')
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery staple')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'Home' }).waitFor()
}
