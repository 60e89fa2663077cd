/** Whether there is a page to build, and its build is missing or older than a source of it or than the lock. */
export function isWebStale(root: string): boolean
/** Builds the page of the clone in a folder; throws with the builder's own words when it fails. */
export function buildWeb(root: string): void
