import { expect, test } from '@playwright/test'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

const dist = resolve(import.meta.dirname, '..', '..', 'web', 'dist')

/** The limits of the issue, in bytes as they travel. */
const INITIAL = 250_000
const FURTHER = 80_000

const sizeOf = (path: string) => gzipSync(readFileSync(join(dist, path)), { level: 9 }).length

test('the first page needs at most 250 KB of compressed JavaScript, and no further part more than 80 KB', () => {
  const html = readFileSync(join(dist, 'index.html'), 'utf8')
  const initial = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path!)
  expect(initial.length).toBeGreaterThan(0)
  expect(initial.reduce((sum, path) => sum + sizeOf(path), 0)).toBeLessThanOrEqual(INITIAL)

  const further = readdirSync(join(dist, 'assets'))
    .filter((name) => name.endsWith('.js'))
    .map((name) => `assets/${name}`)
    .filter((path) => !initial.includes(path))
  expect(further.length).toBeGreaterThan(0)
  for (const path of further) expect(sizeOf(path), path).toBeLessThanOrEqual(FURTHER)
})
