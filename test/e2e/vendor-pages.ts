import type { Page } from '@playwright/test'

/** Keeps a browser to this machine: the library's pages of the vendor ask another host for a font. */
export async function stayAtHome(page: Page): Promise<void> {
  await page.context().route(
    ({ hostname }) => hostname !== '127.0.0.1',
    (route) => route.abort(),
  )
}

/** Signs in at the vendor's own page, where somebody else may have sat before. */
export async function signInAtVendor(page: Page, who: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(who)
  await page.getByPlaceholder('and password').fill('a password that the vendor does not look at')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('heading', { name: 'Authorize' }).waitFor()
}

/** The consent that the vendor's own page asks for. */
export async function consentAtVendor(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue' }).click()
}

/** Refuses it. */
export async function refuseAtVendor(page: Page): Promise<void> {
  await page.getByRole('link', { name: '[ Cancel ]' }).click()
}

/** Ends the session at the vendor, so that another admin can sign in there; the one at Rollcall goes on. */
export async function leaveVendor(page: Page): Promise<void> {
  await page.context().clearCookies({ name: /^_(?:session|interaction|grant)/ })
}
