import { resolve } from 'node:path'
import { buildWeb, isWebStale } from '../../tools/web.mjs'

/** The tests meet the pages as they are built for users, and never an old build. */
export default function prepare(): void {
  const root = resolve(import.meta.dirname, '..', '..')
  if (isWebStale(root)) buildWeb(root)
}
