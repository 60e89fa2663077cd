import { z } from 'zod'
import { AppError } from '#base/errors.ts'
import { stream, type AccountRecord, type AnyStream, type DetailedRecord, type SourceField } from '#kit/define.ts'
import { API_HOST } from './compile-auth.ts'
import { compileDetail, compileList } from './compile-list.ts'
import type { Definition } from './definition.ts'
import { idOf, readerOf, textReader, typedReader, vendorWord, wordOf, type ReadValue } from './values.ts'

type Accounts = Definition['accounts']
type Status = AccountRecord['status']

/** A record is an object; what its fields are, the definition's sources say. */
const Raw = z.record(z.string(), z.unknown())

/** What the fields of every account are called where they are offered to a mapping, and what they fill. */
const OFFERED: Readonly<Record<keyof Accounts['fields'], Omit<SourceField, 'path'>>> = {
  externalId: { name: 'Id', type: 'text' },
  email: { name: 'E-mail', type: 'text', target: 'email', personal: true },
  username: { name: 'User name', type: 'text', target: 'username', personal: true },
  displayName: { name: 'Display name', type: 'text', target: 'displayName', personal: true },
  givenName: { name: 'First name', type: 'text', target: 'givenName', personal: true },
  familyName: { name: 'Last name', type: 'text', target: 'familyName', personal: true },
  role: { name: 'Role', type: 'text' },
  lastActiveAt: { name: 'Last active', type: 'date' },
  createdAt: { name: 'Created', type: 'date' },
}

/** The fields that a mapping is offered: those of the account, then the further ones. */
export function offeredFields({ fields, status, data }: Accounts): SourceField[] {
  const own = Object.entries(OFFERED).flatMap(([field, facts]) => {
    const path = fields[field as keyof Accounts['fields']]
    return path === undefined ? [] : [{ ...facts, path }]
  })
  const stated: SourceField[] = 'source' in status ? [{ name: 'Status', path: status.source, type: 'text' }] : []
  const more = data.map(({ name, source, type, personal }): SourceField => ({ name, path: source, type, personal }))
  const seen = new Set<string>()
  return [...own, ...stated, ...more].filter(({ path }) => !seen.has(path) && seen.add(path))
}

/** The lists of a definition, in the order in which they are read. Throws `mapping_invalid` for a source that cannot be read. */
export function compileStreams(definition: Definition): Record<string, AnyStream> {
  const { accounts, groups, memberships } = definition
  return {
    accounts: accountStream(definition, accounts),
    ...(groups === undefined ? {} : { groups: groupStream(definition, groups) }),
    ...(memberships === undefined ? {} : { memberships: membershipStream(definition, memberships) }),
  }
}

function accountStream(definition: Definition, accounts: Accounts): AnyStream {
  const { detail, one } = accounts
  const externalId = readerOf(accounts.fields.externalId)
  const recordOf = one?.record === undefined ? (body: unknown) => body : readerOf(one.record)
  const oneQuery = Object.entries(one?.query ?? {})
  return stream<'accounts', Record<string, unknown>>({
    kind: 'accounts',
    host: API_HOST,
    request: `GET ${accounts.path as `/${string}`}`,
    ...compileList(definition, accounts),
    idOf: externalId,
    raw: Raw,
    map: compileAccount(accounts),
    ...(detail === undefined ? {} : { detail: compileDetail(detail), skip: withoutDetails }),
    ...(one === undefined
      ? {}
      : {
          one: {
            request: `GET ${one.path as `/${string}`}`,
            ...(oneQuery.length === 0
              ? {}
              : {
                  query: (id: string) =>
                    Object.fromEntries(oneQuery.map(([name, text]) => [name, text.replaceAll('{id}', id)])),
                }),
            record: (body) => oneOf(recordOf(body)),
          },
        }),
    scopes: [],
  })
}

/** A vendor that is asked by a filter answers with a list, which is empty when there is no such account. */
function oneOf(found: unknown): unknown {
  if (!Array.isArray(found)) return found
  if (found.length === 0) throw new AppError('vendor_not_found')
  return found[0]
}

function withoutDetails(raw: Record<string, unknown>): string | null {
  return (raw as DetailedRecord).detail_response === null
    ? 'The vendor listed this account and did not know it when it was asked for its details.'
    : null
}

/** What a record of the list becomes. */
function compileAccount({ fields, status, flags, holds, data }: Accounts): (raw: unknown) => AccountRecord {
  const externalId = readerOf(fields.externalId)
  const text = {
    email: textReader(fields.email),
    username: textReader(fields.username),
    displayName: textReader(fields.displayName),
    givenName: textReader(fields.givenName),
    familyName: textReader(fields.familyName),
    role: textReader(fields.role),
  }
  const instant = {
    lastActiveAt: dateReader(fields.lastActiveAt),
    createdAt: dateReader(fields.createdAt),
  }
  const statusOf = compileStatus(status)
  const isAdmin = compileFlag(flags.isAdmin)
  const isServiceAccount = compileFlag(flags.isServiceAccount)
  const isGuest = compileFlag(flags.isGuest)
  const held = holds.map(({ kind, list, id, name }) => ({ kind, list: readerOf(list), ...memberReaders(id, name) }))
  const further = data.map(({ name, source, type }) => ({ name, read: typedReader(source, type) }))
  return (raw) => ({
    externalId: idOf(externalId(raw)),
    email: text.email(raw),
    username: text.username(raw),
    displayName: text.displayName(raw),
    givenName: text.givenName(raw),
    familyName: text.familyName(raw),
    ...statusOf(raw),
    role: text.role(raw),
    isAdmin: isAdmin(raw),
    isServiceAccount: isServiceAccount(raw),
    isGuest: isGuest(raw),
    lastActiveAt: instant.lastActiveAt(raw),
    createdAt: instant.createdAt(raw),
    licences: [],
    ...(held.length === 0
      ? {}
      : {
          entitlements: held.flatMap(({ kind, list, id, name }) =>
            elements(list(raw)).flatMap((element) => {
              const externalId = idOf(id(element))
              const called = name(element)
              return externalId === '' ? [] : [{ kind, externalId, ...(called === null ? {} : { name: called }) }]
            }),
          ),
        }),
    fields: Object.fromEntries(
      further.flatMap(({ name, read }) => {
        const value = read(raw)
        return value === null ? [] : [[name, value]]
      }),
    ),
  })
}

function dateReader(text: string | undefined): (record: unknown) => string | null {
  if (text === undefined) return () => null
  const read = typedReader(text, 'date')
  return (record) => read(record) as string | null
}

type Stated = { status: Status; vendorStatus: string | null }

function compileStatus(status: Accounts['status']): (raw: unknown) => Stated {
  if ('always' in status) return () => ({ status: status.always, vendorStatus: null })
  const read = readerOf(status.source)
  const values = new Map(Object.entries(status.values).map(([word, own]) => [word.trim().toLowerCase(), own]))
  return (raw) => {
    const vendorStatus = vendorWord(read(raw))
    if (vendorStatus === null) return { status: status.absent, vendorStatus }
    return { status: values.get(vendorStatus.toLowerCase()) ?? 'unknown', vendorStatus }
  }
}

function compileFlag(flag: NonNullable<Accounts['flags']['isAdmin']> | undefined): (raw: unknown) => boolean {
  if (flag === undefined) return () => false
  const read = readerOf(flag.source)
  const words = new Set((flag.values ?? ['true', '1']).map((word) => word.trim().toLowerCase()))
  return (raw) => {
    const value = read(raw)
    const found = Array.isArray(value) ? (value as unknown[]) : [value]
    return found.some((one) => words.has(wordOf(one) ?? ''))
  }
}

const itself: ReadValue = (element) => element

function memberReaders(id: string | undefined, name?: string) {
  return { id: id === undefined ? itself : readerOf(id), name: textReader(name) }
}

function elements(list: unknown): unknown[] {
  return Array.isArray(list) ? (list as unknown[]) : []
}

function groupStream(definition: Definition, groups: NonNullable<Definition['groups']>): AnyStream {
  const { kind, fields, members } = groups
  const externalId = readerOf(fields.externalId)
  const name = textReader(fields.name)
  const description = textReader(fields.description)
  const list = members && readerOf(members.list)
  const member = members && memberReaders(members.id)
  return stream<'groups', Record<string, unknown>>({
    kind: 'groups',
    gives: kind,
    host: API_HOST,
    request: `GET ${groups.path as `/${string}`}`,
    ...compileList(definition, groups),
    idOf: externalId,
    raw: Raw,
    map: (raw) => {
      const id = idOf(externalId(raw))
      const record = { kind, externalId: id, name: name(raw) ?? id, description: description(raw) }
      if (!list || !member) return record
      return {
        ...record,
        members: elements(list(raw))
          .map((one) => idOf(member.id(one)))
          .filter((one) => one !== ''),
      }
    },
    // Who is in a group is told by its own record, by a list of memberships, or by the accounts.
    ...(list || definition.memberships ? {} : { tellsMembers: false }),
    scopes: [],
  })
}

function membershipStream(definition: Definition, memberships: NonNullable<Definition['memberships']>): AnyStream {
  const { kind, by, path } = memberships
  const isPerGroup = path.includes('{group}')
  const account = readerOf(memberships.account)
  const group = memberships.group === undefined ? undefined : readerOf(memberships.group)
  return stream<'memberships', Record<string, unknown>>({
    kind: 'memberships',
    gives: isPerGroup ? (definition.groups?.kind ?? kind) : kind,
    ...(by === 'email' ? { accountsBy: 'email' as const } : {}),
    host: API_HOST,
    request: `GET ${path.replaceAll('{group}', '{parentId}') as `/${string}`}`,
    ...compileList(definition, memberships),
    idOf: account,
    raw: Raw,
    map: (raw, { parentId }) => ({
      kind: isPerGroup ? (definition.groups?.kind ?? kind) : kind,
      entitlementExternalId: isPerGroup ? (parentId ?? '') : idOf(group?.(raw)),
      accountExternalId: idOf(account(raw)),
    }),
    ...(isPerGroup ? { forEach: 'groups' } : {}),
    scopes: [],
  })
}
