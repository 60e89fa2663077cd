import { expect, test } from '@playwright/test'
import { startSandbox } from '#connectors/scim/sandbox.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { startRollcall, type RunningRollcall } from '#test/helpers/running-rollcall.ts'
import { expectAccessible, expectToFit } from './accessible.ts'
import { connectScim, signIn } from './connect.ts'

const USERS = 20

let rollcall: RunningRollcall
let vendor: Sandbox
let id: string

test.beforeAll(async () => {
  vendor = await startSandbox({ users: USERS, seed: 4, groups: 0 })
  rollcall = await startRollcall()
  id = await connectScim(rollcall, vendor, { name: 'Directory' })
})

test.afterAll(async () => {
  await rollcall?.stop()
  await vendor?.close()
})

type Saved = { filter: unknown }

test('a filter is built by form: fields, comparisons, groups; the sample tells how many pass, and what is wrong is said in words', async ({
  page,
}) => {
  const [first, second] = vendor.state.view.users
  await signIn(page, rollcall)
  await page.goto(`${rollcall.url}/connections/${id}/mapping`)
  await expect(page.getByText('Every record of the source is taken.')).toBeVisible()
  await page.getByRole('button', { name: 'Take only some' }).click()
  await page.getByRole('button', { name: 'Save mapping' }).click()
  await expect(page.getByRole('alert')).toHaveText('Choose the field to look at.')
  await expectAccessible(page)

  await page.getByRole('combobox', { name: 'Field of rule 1' }).fill('userName')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('alert')).toContainText('Say what to compare with')
  await page.getByRole('textbox', { name: 'Value of rule 1' }).fill(first!.username)
  await expect(page.getByText(/^1 of 5 sample records would be taken\.$/)).toBeVisible()

  await page.getByText('any rule', { exact: true }).click()
  await page.getByRole('button', { name: 'Add a group' }).click()
  const group = page.getByRole('group', { name: 'A group of rules' })
  await group.getByRole('combobox', { name: 'Field of rule 1' }).fill('userName')
  await page.keyboard.press('Escape')
  await group.getByRole('combobox', { name: 'How rule 1 compares' }).click()
  await page.getByRole('option', { name: 'is one of' }).click()
  await group.getByRole('combobox', { name: 'Value of rule 1' }).fill(second!.username)
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^2 of 5 sample records would be taken\.$/)).toBeVisible()
  await page.getByRole('button', { name: 'Next record' }).click()
  await page.getByRole('button', { name: 'Next record' }).click()
  await expect(page.getByText('2 of 5 sample records would be taken. The record shown beside is not.')).toBeVisible()
  await expectAccessible(page)
  await page.setViewportSize({ width: 320, height: 700 })
  await expectToFit(page)
  await page.setViewportSize({ width: 1280, height: 860 })

  await page.getByRole('button', { name: 'Save mapping' }).click()
  await expect(page.getByText('The mapping is saved.')).toBeVisible()
  const { body } = await rollcall.call<Saved>('GET', `/connections/${id}/mapping`)
  expect(body.filter).toEqual({
    match: 'any',
    rules: [
      { path: 'userName', op: 'equals', value: first!.username },
      { match: 'any', rules: [{ path: 'userName', op: 'in', value: [second!.username] }] },
    ],
  })
  const sync = await rollcall.sync(id)
  expect([sync.counts['created'], sync.counts['skipped']]).toEqual([2, USERS - 2])

  await page.getByRole('button', { name: 'Take every record' }).click()
  await page.getByRole('button', { name: 'Save mapping' }).click()
  await expect(page.getByText('Every record of the source is taken.')).toBeVisible()
  await expect(async () => {
    expect((await rollcall.call<Saved>('GET', `/connections/${id}/mapping`)).body.filter).toBeNull()
  }).toPass()
})
