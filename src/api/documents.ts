import { ERRORS, type Recovery } from '#base/errors.ts'
import { describeApi } from './openapi.ts'
import { ROUTES } from './routes.ts'

/** The API's own version: it changes when a client could notice, not with every release of Rollcall. */
export const API_VERSION = '1.0.0'

/** The text of docs/openapi.json. */
export function openApiDocument(): string {
  return `${JSON.stringify(describeApi(ROUTES, API_VERSION), null, 2)}\n`
}

const RECOVERIES: Record<Recovery, string> = {
  retry: 'Wait a little and try again; Rollcall itself does.',
  reconnect: 'Give the connection a new credential.',
  'fix-input': 'Change what was asked for.',
  'skip-record': 'One record is left out and counted; the rest goes on.',
  abort: 'It ends here; a person has to look.',
}

/** The text of docs/errors.md. */
export function errorsDocument(): string {
  const recoveries = Object.entries(RECOVERIES).map(([name, text]) => `- **${name}**: ${text}`)
  const rows = Object.entries(ERRORS).map(
    ([code, { status, recovery, message }]) =>
      `| \`${code}\` | ${status} | ${recovery} | ${message.replaceAll('|', '\\|')} |`,
  )
  return `# Errors

Generated from \`src/base/errors.ts\`; \`node src/main/write-docs.ts\` writes it anew.

Every error of the API is \`application/problem+json\` with one of these codes, as \`code\`, and the text, as \`message\`.
A more exact text may stand in place of the table's. \`fields\` names what is wrong in a request. Quote \`requestId\` when you
look for an error in the log. Syncs and connections carry the same codes.

What to do:

${recoveries.join('\n')}

| Code | HTTP status | What to do | Text |
|---|---|---|---|
${rows.join('\n')}
`
}
