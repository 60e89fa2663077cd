/** The path of the browser that the tests use, or undefined. Throws when CHROMIUM_PATH names one that does not start. */
export function findBrowser(): string | undefined
/** Like `findBrowser`, but gets one where there is none. Throws with a sentence that says what to install. */
export function ensureBrowser(): string
