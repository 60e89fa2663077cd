import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { test } from 'node:test'

const root = resolve(import.meta.dirname, '..')
const web = join(root, 'web', 'src')

type OpenApi = { paths: Record<string, Record<string, { 'x-permission': string }>> }

/** What each operation needs that changes something or takes data away, as `POST /connections`; reading is the pages' own matter. */
const NEEDED: ReadonlyMap<string, string> = new Map(
  Object.entries((JSON.parse(readFileSync(join(root, 'docs', 'openapi.json'), 'utf8')) as OpenApi).paths).flatMap(
    ([path, methods]) =>
      Object.entries(methods).flatMap(([method, { 'x-permission': permission }]) =>
        /^(?:public|self)$|:read$/.test(permission)
          ? []
          : [[`${method.toUpperCase()} ${path.replace(/^\/api\/v1/, '')}`, permission] as const],
      ),
  ),
)

const files = new Map(
  readdirSync(web, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('api-types.ts'))
    .map((name) => [join(web, name), readFileSync(join(web, name), 'utf8')]),
)

/** The operations that a piece of code calls: `request('POST /people'`, or a file that is saved from an address. */
function operationsIn(code: string): string[] {
  const called = [...code.matchAll(/\brequest\(\s*'((?!GET)[A-Z]+ \/[^']*)'/g)].map(([, operation]) => operation!)
  const saved = [...code.matchAll(/\burlOf\(\s*'(\/[^']*)'/g)].map(([, path]) => `GET ${path}`)
  return [...called, ...saved]
}

/** Each function of `lib/queries` with the permissions that its calls need. */
const functions = new Map<string, Set<string>>()
for (const [file, text] of files) {
  if (!file.startsWith(join(web, 'lib', 'queries'))) continue
  for (const part of text.split(/^(?=export (?:const|function|async function) )/m)) {
    const name = /^export (?:const|function|async function) (\w+)/.exec(part)?.[1]
    if (name !== undefined) functions.set(name, needsOf(part))
  }
}

function needsOf(code: string): Set<string> {
  return new Set(operationsIn(code).flatMap((operation) => NEEDED.get(operation) ?? []))
}

const importsOf = (file: string, text: string) =>
  [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target]) => resolve(file, '..', target!))

const importers = Map.groupBy(
  [...files].flatMap(([file, text]) => importsOf(file, text).map((target) => ({ file, target }))),
  ({ target }) => target,
)

/** Whether the file, or else everything that leads to it, asks for the permission before it offers what needs it. */
function isGuarded(file: string, permission: string, seen: ReadonlySet<string> = new Set()): boolean {
  if (files.get(file)!.includes(`'${permission}'`) || files.get(file)!.includes(`"${permission}"`)) return true
  if (seen.has(file)) return true
  const above = importers.get(file) ?? []
  return above.length > 0 && above.every((one) => isGuarded(one.file, permission, new Set([...seen, file])))
}

test('whatever changes something or takes data away is offered only after its permission was asked for', () => {
  assert.ok(NEEDED.size > 50 && functions.size > 80, 'the operations and the functions that call them were found')
  const offered = [...files].filter(([file]) => file.endsWith('.tsx') || file.includes(join(web, 'features')))
  const unguarded = offered.flatMap(([file, text]) => {
    const imported = [...text.matchAll(/import \{([^}]*)\} from '[^']*\/queries\/[^']*'/g)].flatMap(([, names]) =>
      names!.split(',').map((name) => name.trim()),
    )
    const used = imported.flatMap((name) => [...(functions.get(name) ?? [])])
    return [...new Set([...needsOf(text), ...used])]
      .filter((permission) => !isGuarded(file, permission))
      .map((permission) => `${relative(root, file)}: ${permission}`)
  })
  assert.deepEqual(unguarded, [])
})
