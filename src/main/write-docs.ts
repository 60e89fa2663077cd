import { writeFile } from 'node:fs/promises'
import { errorsDocument, openApiDocument } from '#api/documents.ts'

// `node src/main/write-docs.ts`: writes what is generated in docs/. A test fails while it is not current.
const docs = new URL('../../docs/', import.meta.url)
await writeFile(new URL('openapi.json', docs), openApiDocument())
await writeFile(new URL('errors.md', docs), errorsDocument())
