// A rotation that can be killed: node run-rotation.ts <database url> <home>. Says "begun" when it is about to change something.
import { createDb, openPool } from '#db/pool.ts'
import { makeKeyFile, readKeyFile } from '#vault/key-file.ts'
import { finishFiles, loadRootKey } from '#vault/root-key.ts'
import { rotateRootKey } from '#vault/rotate.ts'

const [url, home] = process.argv.slice(2) as [string, string]
const pool = openPool(url)
const db = createDb(pool)
const rootKey = await loadRootKey({ home, env: undefined, db })
if (rootKey.putAside === undefined) {
  process.stdout.write('begun\n')
  const next = (await readKeyFile(home, 'root.key.next')) ?? (await makeKeyFile(home, 'root.key.next'))
  const nothing = async () => {}
  await rotateRootKey({ db, rootKey, next, onBegin: nothing, onEnd: nothing })
  await finishFiles(home, db)
}
rootKey.close()
await pool.end()
