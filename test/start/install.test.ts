import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

type Packages = { packages: Record<string, object> }
type Install = {
  firstDifference: (lock: Packages, installed: Packages | undefined, withDev: boolean) => string | undefined
}
type Web = { isWebStale: (root: string) => boolean }
const load = (name: string): Promise<unknown> => import(new URL(`../../tools/${name}.mjs`, import.meta.url).href)
const { firstDifference } = (await load('install')) as Install
const { isWebStale } = (await load('web')) as Web

const here = { os: [process.platform], cpu: [process.arch] }
const elsewhere = { os: ['aix'], cpu: ['ppc64'] }

const entry = (more: object = {}) => ({ version: '1.0.0', integrity: 'sha512-a', ...more })
const root = { optionalDependencies: { 'node-here': '1.0.0', 'node-elsewhere': '1.0.0' } }
const lock = {
  packages: {
    '': root,
    'node_modules/pg': entry(),
    'node_modules/vite': entry({ dev: true }),
    'node_modules/node-here': entry({ optional: true, ...here }),
    'node_modules/node-elsewhere': entry({ optional: true, ...elsewhere }),
    'node_modules/wasm-runtime': entry({ optional: true }),
  },
}
const complete = {
  'node_modules/pg': entry(),
  'node_modules/vite': entry({ dev: true }),
  'node_modules/node-here': entry(here),
}
const difference = (packages: Record<string, object>, withDev = true) => firstDifference(lock, { packages }, withDev)
const without = (name: keyof typeof complete) =>
  Object.fromEntries(Object.entries(complete).filter(([key]) => key !== name))

test('what npm leaves out on this system is no reason to install again', () => {
  assert.equal(difference(complete), undefined)
})

test('a missing, another, or a superfluous package is', () => {
  assert.match(firstDifference(lock, undefined, true) ?? '', /nothing is installed/)
  assert.match(difference(without('node_modules/pg')) ?? '', /pg is missing/)
  assert.match(difference({ ...complete, 'node_modules/pg': entry({ version: '1.0.1' }) }) ?? '', /pg has another/)
  assert.match(difference({ ...complete, 'node_modules/pg': entry({ integrity: 'sha512-b' }) }) ?? '', /pg has another/)
  assert.match(difference({ ...complete, 'node_modules/old': entry() }) ?? '', /old is no longer needed/)
})

test('our own optional packages are needed on the system that they are for', () => {
  assert.match(difference(without('node_modules/node-here')) ?? '', /node-here is missing/)
})

test('an installation without development packages is left so, unless they are needed', () => {
  assert.equal(difference(without('node_modules/vite'), false), undefined)
  assert.match(difference(without('node_modules/vite'), true) ?? '', /vite is missing/)
})

const folder = mkdtempSync(join(tmpdir(), 'rollcall-web-'))
after(() => rmSync(folder, { recursive: true, force: true }))

test('the page is built when there is no build, or a source, a removed source or the lock is newer', () => {
  const at = (path: string, seconds: number) => utimesSync(join(folder, path), seconds, seconds)
  const write = (path: string, seconds: number) => {
    writeFileSync(join(folder, path), '')
    at(path, seconds)
  }
  const settle = () => ['web/src', 'web/src/ui'].forEach((path) => at(path, 100))
  mkdirSync(join(folder, 'web/src/ui'), { recursive: true })
  mkdirSync(join(folder, 'web/dist'))
  write('package-lock.json', 100)
  assert.equal(isWebStale(folder), false, 'nothing to build')

  write('web/index.html', 100)
  write('web/src/ui/page.tsx', 100)
  write('web/src/ui/old.tsx', 100)
  settle()
  assert.equal(isWebStale(folder), true, 'no build')
  write('web/dist/index.html', 200)
  assert.equal(isWebStale(folder), false)
  write('web/src/ui/page.tsx', 300)
  settle()
  assert.equal(isWebStale(folder), true, 'a newer source')
  at('web/src/ui/page.tsx', 100)
  assert.equal(isWebStale(folder), false)
  unlinkSync(join(folder, 'web/src/ui/old.tsx'))
  assert.equal(isWebStale(folder), true, 'a removed source')
  settle()
  write('package-lock.json', 300)
  assert.equal(isWebStale(folder), true, 'a newer lock')
})
