import { AppError } from '#base/errors.ts'
import { z } from 'zod'
import type { CredentialField } from '#kit/auth.ts'
import { defineConnector, stream, type AccountRecord, type Context, type FieldValue } from '#kit/define.ts'
import { page } from '#kit/paginate.ts'
import { readJson } from '#kit/read-json.ts'
import { perSettings, settingText } from '#kit/values.ts'
import { idOf, textReader, typedReader, vendorWord, wordOf } from '../custom-connectors/values.ts'

export const FILE_CONNECTOR = 'file'

/** Under which the door to an upload is asked; nothing of it leaves this process. */
export const FILE_HOST = 'file'

export const ROWS_PER_PAGE = 1_000

/** Which column is what: a path into the record, as the mapping writes it. */
const COLUMNS = {
  idColumn: ['Id', 'What tells two people apart and never changes. Where nothing is chosen it is the e-mail.'],
  emailColumn: ['E-mail', ''],
  usernameColumn: ['User name', ''],
  nameColumn: ['Name', ''],
  givenColumn: ['First name', ''],
  familyColumn: ['Last name', ''],
  statusColumn: ['Status', 'Where nothing is chosen, everybody in the file is active.'],
  roleColumn: ['Role', ''],
  lastActiveColumn: ['Last active', ''],
} as const

export type FileColumn = keyof typeof COLUMNS
export const FILE_COLUMNS = Object.keys(COLUMNS) as FileColumn[]

const STATUS_WORDS: Readonly<Record<string, AccountRecord['status']>> = {
  active: 'active',
  enabled: 'active',
  true: 'active',
  yes: 'active',
  '1': 'active',
  suspended: 'suspended',
  disabled: 'suspended',
  locked: 'suspended',
  blocked: 'suspended',
  inactive: 'inactive',
  deleted: 'inactive',
  left: 'inactive',
  terminated: 'inactive',
  false: 'inactive',
  no: 'inactive',
  '0': 'inactive',
  invited: 'invited',
  pending: 'invited',
}

const settings: readonly CredentialField[] = [
  ...Object.entries(COLUMNS).map(([name, [label, help]]) => ({ name, label, help, secret: false, optional: true })),
  {
    name: 'statusWords',
    label: 'Words of the status',
    secret: false,
    optional: true,
    help: 'Where the file says it otherwise: aktiv=active, gesperrt=suspended. Known are active, suspended, inactive, invited.',
    placeholder: 'aktiv=active, gesperrt=suspended',
    pattern: {
      source:
        '^[^=,]+=\\s*(?:active|suspended|inactive|invited)\\s*(?:,[^=,]+=\\s*(?:active|suspended|inactive|invited)\\s*)*$',
      message: 'Write word=active, with commas between several.',
    },
  },
]

const rulesOf = perSettings((given: Readonly<Record<string, FieldValue>>) => {
  const column = (name: FileColumn) => settingText(given, name) ?? undefined
  const words = new Map(Object.entries(STATUS_WORDS))
  for (const pair of (settingText(given, 'statusWords') ?? '').split(',')) {
    const [word, status] = pair.split('=').map((part) => part.trim())
    if (word && status) words.set(word.toLowerCase(), status as AccountRecord['status'])
  }
  const text = (name: FileColumn) => textReader(column(name))
  const status = column('statusColumn')
  const lastActive = column('lastActiveColumn')
  return {
    words,
    externalId: text(column('idColumn') === undefined ? 'emailColumn' : 'idColumn'),
    email: text('emailColumn'),
    username: text('usernameColumn'),
    displayName: text('nameColumn'),
    givenName: text('givenColumn'),
    familyName: text('familyColumn'),
    role: text('roleColumn'),
    status: status === undefined ? undefined : textReader(status),
    lastActiveAt: lastActive === undefined ? () => null : typedReader(lastActive, 'date'),
    isByEmail: column('idColumn') === undefined,
  }
})

/** A row that could be read, or the reason of one that could not, which becomes the sync's issue. */
const Row = z.record(z.string(), z.unknown()).superRefine((row, context) => {
  const why = row[BAD_ROW]
  if (typeof why === 'string') context.addIssue({ code: 'custom', message: why })
})

/** Under which a stored row says why it is none. No column can have the name. */
export const BAD_ROW = '\u2297'

function accountOf(row: Record<string, unknown>, { settings: given }: Context): AccountRecord {
  const rules = rulesOf({ settings: given })
  const vendorStatus = rules.status === undefined ? null : vendorWord(rules.status(row))
  const id = idOf(rules.externalId(row))
  return {
    // An address is the same however it is written.
    externalId: rules.isByEmail ? id.toLowerCase() : id,
    email: rules.email(row),
    username: rules.username(row),
    displayName: rules.displayName(row),
    givenName: rules.givenName(row),
    familyName: rules.familyName(row),
    status: rules.status === undefined ? 'active' : (rules.words.get(wordOf(vendorStatus) ?? '') ?? 'unknown'),
    vendorStatus,
    role: rules.role(row),
    isAdmin: false,
    isServiceAccount: false,
    isGuest: false,
    lastActiveAt: rules.lastActiveAt(row) as string | null,
    createdAt: null,
    licences: [],
    fields: {},
  }
}

/**
 * A file in place of a vendor: each upload is the whole list, so who is not in the newest one is missing. It passes the same
 * engine as every vendor's list: plan, hold, seal, undo.
 */
export const fileConnector = defineConnector({
  id: FILE_CONNECTOR,
  name: 'File',
  version: 1,
  category: 'Other',
  isPrimarySource: false,
  description:
    'Tracks an app without a connector by files: upload a CSV or JSON list of its users whenever it has changed.',
  capabilities: ['discovery'],
  dataPoints: ['Users with what the file says of them'],
  personalData: ['What the file has'],
  supportedPlans: [],
  similarApps: [],
  links: [],
  prerequisites: ['You have a list of the users of the app, as CSV or JSON, with a line for each.'],
  hosts: {},
  auth: [
    {
      id: 'upload',
      label: 'Upload',
      help: 'Nothing signs in anywhere: the list is what you upload.',
      fields: [],
      scheme: { kind: 'none' },
    },
  ],
  settings,
  scopes: [],
  streams: {
    accounts: stream<'accounts', Record<string, unknown>>({
      kind: 'accounts',
      host: FILE_HOST,
      request: 'GET /rows',
      // A sync reads one upload to its end, also when the next one comes meanwhile.
      query: ({ settings: { upload } }) => ({ upload: String(upload) }),
      pages: page({ param: 'page', sizeParam: 'size', pageSize: ROWS_PER_PAGE }),
      records: (body) => (body as { rows?: unknown[] }).rows,
      total: (body) => (body as { total?: number }).total ?? null,
      idOf: () => null,
      raw: Row,
      map: accountOf,
      scopes: [],
    }),
  },
  sourceFields: [],
  licences: [],
  rateLimit: null,
  concurrency: 1,
  probe: async () => ({ tenantId: null, tenantName: null, integrationAccountId: null, grantedScopes: null }),
  prepare: async (client) => {
    const { body } = await readJson(client, { host: FILE_HOST, method: 'GET', path: '/newest' })
    const { id } = body as { id?: string }
    if (id === undefined)
      throw new AppError('vendor_not_found', { message: 'No file was uploaded yet. Upload one first.' })
    return { upload: id }
  },
  validation: 'Compare the number of accounts with the lines of the file, without its first one.',
})
