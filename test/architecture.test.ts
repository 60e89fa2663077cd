import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { test } from 'node:test'

const root = resolve(import.meta.dirname, '..')
const src = join(root, 'src')

/** Lower imports nothing from its equals or above (design: the house). */
const LEVELS: Record<string, number> = {
  base: 0,
  egress: 1,
  db: 1,
  kit: 1,
  mapping: 2,
  vault: 2,
  jobs: 2,
  mail: 2,
  connectors: 2,
  core: 3,
  sync: 4,
  workflows: 4,
  insights: 4,
  api: 5,
  main: 6,
}

/** What changes something at a vendor, and who may hold it: never what a sync is made of (reliability §3.2). */
const CHANGES = new Set(['kit/run-action.ts', 'kit/write-client.ts', 'vault/write-client.ts'])
const MAY_CHANGE = ['vault/', 'workflows/']

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'"\n]*(?:\n[^'"\n]*)*?from\s*['"]([^'"]+)['"]|(?:^|[^\w.])import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s+['"]([^'"]+)['"]/g

/** What is wrong with one import; undefined when nothing is. */
function violation(file: string, target: string): string | undefined {
  const from = relative(src, file).split(sep)
  let to: string[]
  if (target.startsWith('#')) to = target.slice(1).split('/')
  else if (target.startsWith('.')) to = relative(src, resolve(dirname(file), target)).split(sep)
  else return undefined
  if (to[0] === '..' || to[0] === 'test')
    return from.at(-1)?.endsWith('.test.ts') ? undefined : 'imports from outside of src'
  const own = LEVELS[from[0]!]
  const other = LEVELS[to[0]!]
  if (own === undefined) return `the folder ${from[0]} has no level`
  if (other === undefined) return `the folder ${to[0]} has no level`
  const isTest = from.at(-1)!.endsWith('.test.ts')
  if (from[0] === to[0]) {
    if (from[0] === 'connectors' && from[1] !== to[1]) return 'a connector imports another connector'
    if (from.at(-1) === 'sandbox.ts' && to.at(-1) === 'connector.ts') return 'a sandbox imports its connector'
    return undefined
  }
  if (isTest) return undefined
  if (from[0] === 'connectors' && to[0] !== 'kit' && to[0] !== 'base') return 'a connector sees only the kit'
  if (CHANGES.has(to.join('/')) && !MAY_CHANGE.some((folder) => from.join('/').startsWith(folder)))
    return `only ${MAY_CHANGE.join(', ')} may hold what changes something at a vendor`
  return other < own ? undefined : `level ${own} (${from[0]}) imports level ${other} (${to[0]})`
}

function files(folder: string, ends: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    if (name === 'node_modules' || name === 'dist') return []
    const path = join(folder, name)
    return statSync(path).isDirectory() ? files(path, ends) : name.endsWith(ends) ? [path] : []
  })
}

function importsOf(text: string): string[] {
  return [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3]!)
}

test('imports go down: no folder of src reaches its equals or above', () => {
  const wrong = files(src, '.ts').flatMap((file) =>
    importsOf(readFileSync(file, 'utf8')).flatMap((target) => {
      const why = violation(file, target)
      return why === undefined ? [] : [`${relative(root, file)} → ${target}: ${why}`]
    }),
  )
  assert.deepEqual(wrong, [])
})

test('the import rule sees planted violations', () => {
  assert.match(violation(join(src, 'connectors/slack/connector.ts'), '#core/people/person.ts') ?? '', /only the kit/)
  assert.match(violation(join(src, 'connectors/slack/connector.ts'), '../okta/connector.ts') ?? '', /another connector/)
  assert.match(violation(join(src, 'connectors/slack/sandbox.ts'), './connector.ts') ?? '', /sandbox/)
  assert.match(violation(join(src, 'core/people/person.ts'), '#sync/run.ts') ?? '', /level 3/)
  assert.match(violation(join(src, 'kit/reader.ts'), '../egress/client.ts') ?? '', /level 1/)
  for (const changes of CHANGES)
    for (const file of ['sync/fetch.ts', 'core/connections/open-client.ts', 'jobs/queue.ts', 'main/work.ts'])
      assert.match(
        violation(join(src, file), `#${changes}`) ?? '',
        /only .* may hold what changes/,
        `${file} ${changes}`,
      )
  assert.equal(violation(join(src, 'workflows/ledger.ts'), '#vault/write-client.ts'), undefined)
  assert.match(violation(join(src, 'novel/thing.ts'), '#base/errors.ts') ?? '', /no level/)
  assert.deepEqual(
    importsOf(
      "import {\n  a,\n  b,\n} from './x.ts'\nimport './y.ts'\nconst z = await import('./z.ts')\nexport { q } from '#kit/q.ts'",
    ),
    ['./x.ts', './y.ts', './z.ts', '#kit/q.ts'],
  )
})

test('the web application imports nothing from the server', () => {
  const web = join(root, 'web', 'src')
  const wrong = [...files(web, '.ts'), ...files(web, '.tsx')].flatMap((file) =>
    importsOf(readFileSync(file, 'utf8'))
      .filter(
        (target) =>
          target.startsWith('#') ||
          (target.startsWith('.') && !resolve(dirname(file), target).startsWith(join(root, 'web'))),
      )
      .map((target) => `${relative(root, file)} → ${target}`),
  )
  assert.deepEqual(wrong, [])
})

/** Files past 400 lines and why they may be. */
const LONG: Record<string, string> = {
  'web/src/app/router.tsx': 'the one list of addresses',
  'src/core/apps/known-apps.ts': 'a table of apps',
  'src/base/errors.ts': 'the one table of errors; two tables would be two places to look',
}

test('a file has one job: none is past 400 lines without a stated reason', () => {
  const long = [
    ...files(src, '.ts'),
    ...files(join(root, 'web', 'src'), '.tsx'),
    ...files(join(root, 'web', 'src'), '.ts'),
  ]
    .filter((file) => readFileSync(file, 'utf8').split('\n').length > 400)
    .map((file) => relative(root, file))
    .filter((file) => !file.endsWith('api-types.ts') && LONG[file] === undefined)
  assert.deepEqual(long, [])
})

test('a sync cannot change anything at a vendor: the engine and the kit send only GET and list POSTs', () => {
  const text = files(join(src, 'sync'), '.ts')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
  assert.doesNotMatch(text, /method:\s*'(PUT|PATCH|DELETE|POST)'/)
  const define = readFileSync(join(src, 'kit', 'define.ts'), 'utf8')
  assert.match(define, /method: 'GET' \| 'POST'/)
})

test('no test is switched off or alone', () => {
  const wrong = [...files(src, '.test.ts'), ...files(join(root, 'test'), '.ts')].filter((file) =>
    /\b(test|it|describe)\.(only|skip|todo)\(/.test(readFileSync(file, 'utf8')),
  )
  assert.deepEqual(
    wrong.map((file) => relative(root, file)),
    [],
  )
})

test('platform packages that the lock names are in it, so that a clean install works everywhere', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>
  }
  const missing = Object.entries(lock.packages).flatMap(([owner, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).flatMap((name) => {
      const places = [`${owner === '' ? '' : `${owner}/`}node_modules/${name}`, `node_modules/${name}`]
      return places.some((place) => place in lock.packages) ? [] : [`${owner} → ${name}`]
    }),
  )
  assert.deepEqual(missing, [])
})
