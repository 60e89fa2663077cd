import { isAppError, type FieldProblem } from '#base/errors.ts'
import { sourcePaths } from '#mapping/source.ts'
import { parseTemplate, templatePaths } from '#mapping/template.ts'
import type { Path } from '#mapping/path.ts'
import type { Definition, DefinitionList } from './definition.ts'
import { parseOwnSource } from './values.ts'

/** The two parts of a record with a detail call. */
const PARTS = ['list_response_item', 'detail_response'] as const

/** What a definition of the right form still has wrong, each place by its path in it; empty when it can be used. */
export function checkDefinition(definition: Definition): FieldProblem[] {
  const problems: FieldProblem[] = []
  const refuse = (path: string, message: string) => void problems.push({ path, message })

  const source = (path: string, text: string | undefined, inRecord?: { hasDetail: boolean }) => {
    if (text === undefined) return
    try {
      const parsed = parseOwnSource(text)
      if (inRecord) checkParts(path, sourcePaths(parsed), inRecord.hasDetail)
    } catch (error) {
      if (!isAppError(error, 'mapping_invalid')) throw error
      refuse(path, error.message)
    }
  }
  const checkParts = (path: string, paths: readonly Path[], hasDetail: boolean) => {
    for (const [first] of paths) {
      const name = first?.kind === 'name' ? first.name : undefined
      const isPart = PARTS.some((part) => part === name)
      if (hasDetail && !isPart)
        refuse(path, `With a detail call a record has two parts: begin with ${PARTS.join(' or ')}.`)
      if (!hasDetail && isPart)
        refuse(path, `There is no detail call, so a path begins in the record itself, without ${name}.`)
    }
  }
  const noBraces = (path: string, text: string, known: readonly string[]) => {
    for (const [place] of text.matchAll(/\{[^}]*\}?/g)) {
      if (!known.includes(place)) {
        refuse(
          path,
          known.length === 0
            ? `"${place}" cannot stand here.`
            : `"${place}" cannot stand here; only ${known.join(', ')} can.`,
        )
        return
      }
    }
  }
  const list = (at: string, one: DefinitionList, places: readonly string[] = []) => {
    noBraces(`${at}.path`, one.path, places)
    source(`${at}.records`, one.records)
    if (one.total && 'path' in one.total) source(`${at}.total.path`, one.total.path)
    const { paging } = one
    if (paging.style === 'cursor' && 'path' in paging.next) source(`${at}.paging.next.path`, paging.next.path)
    if (paging.style === 'next-link') source(`${at}.paging.next`, paging.next)
    const own = 'param' in paging ? [paging.param, paging.sizeParam] : 'sizeParam' in paging ? [paging.sizeParam] : []
    for (const name of Object.keys(one.query ?? {}))
      if (own.includes(name)) refuse(`${at}.query.${name}`, 'Paging sets this parameter.')
    for (const name of Object.keys(one.headers ?? {})) header(`${at}.headers.${name}`, name)
  }
  const header = (path: string, name: string) => {
    if (/^(?:authorization|cookie|host|connection|content-.*|transfer-encoding|proxy-.*)$/i.test(name))
      refuse(path, 'This header is not for a connector to set. What signs in belongs to the sign-in.')
  }

  for (const name of Object.keys(definition.headers ?? {})) header(`headers.${name}`, name)
  const methods = definition.auth.map(({ method }) => method)
  for (const [at, method] of methods.entries())
    if (methods.indexOf(method) !== at) refuse(`auth.${at}.method`, 'This way to sign in is there already.')

  const { accounts, groups, memberships, probe } = definition
  const inAccount = { hasDetail: accounts.detail !== undefined }
  list('accounts', accounts)
  if (accounts.detail) {
    const texts = [
      ['path', accounts.detail.path],
      ...Object.entries(accounts.detail.query ?? {}).map(([name, text]) => [`query.${name}`, text]),
    ] as const
    for (const [at, text] of texts) {
      try {
        for (const [first] of templatePaths(parseTemplate(text)))
          if (first?.kind !== 'name' || first.name !== 'list_response_item')
            refuse(`accounts.detail.${at}`, 'Only {{list_response_item.…}} is known when the details are asked for.')
      } catch (error) {
        if (!isAppError(error, 'mapping_invalid')) throw error
        refuse(`accounts.detail.${at}`, error.message)
      }
    }
    if (!accounts.detail.path.includes('{{'))
      refuse('accounts.detail.path', 'Name the record in it, such as /users/{{list_response_item.id}}.')
    if (/[\\?#\s]/u.test(accounts.detail.path.replaceAll(/\{\{.*?\}\}/g, '')))
      refuse('accounts.detail.path', 'What stands behind a question mark belongs to the query.')
  }
  if (accounts.one) {
    noBraces('accounts.one.path', accounts.one.path, ['{id}'])
    source('accounts.one.record', accounts.one.record)
    if (![accounts.one.path, ...Object.values(accounts.one.query ?? {})].some((text) => text.includes('{id}')))
      refuse('accounts.one.path', 'Put {id} where the id of the account stands, such as /users/{id}.')
  }
  for (const [field, text] of Object.entries(accounts.fields)) source(`accounts.fields.${field}`, text, inAccount)
  if ('source' in accounts.status) source('accounts.status.source', accounts.status.source, inAccount)
  for (const [flag, one] of Object.entries(accounts.flags))
    source(`accounts.flags.${flag}.source`, one?.source, inAccount)
  for (const [at, held] of accounts.holds.entries()) {
    source(`accounts.holds.${at}.list`, held.list, inAccount)
    source(`accounts.holds.${at}.id`, held.id)
    source(`accounts.holds.${at}.name`, held.name)
  }
  const names = accounts.data.map(({ name }) => name.toLowerCase())
  for (const [at, one] of accounts.data.entries()) {
    source(`accounts.data.${at}.source`, one.source, inAccount)
    if (names.indexOf(one.name.toLowerCase()) !== at) refuse(`accounts.data.${at}.name`, 'Another field has this name.')
    if (one.name in Object.prototype) refuse(`accounts.data.${at}.name`, 'This is a reserved name. Choose another one.')
  }
  if (groups) {
    list('groups', groups)
    for (const [field, text] of Object.entries(groups.fields)) source(`groups.fields.${field}`, text)
    source('groups.members.list', groups.members?.list)
    source('groups.members.id', groups.members?.id)
  }
  if (memberships) {
    list('memberships', memberships, ['{group}'])
    source('memberships.account', memberships.account)
    source('memberships.group', memberships.group)
    const isPerGroup = memberships.path.includes('{group}')
    if (isPerGroup && !groups) refuse('memberships.path', 'There is no list of groups to fill {group} from.')
    if (!isPerGroup && memberships.group === undefined)
      refuse('memberships.group', 'Say where a record names its group, or put {group} into the path.')
    if (isPerGroup && memberships.group !== undefined) refuse('memberships.group', 'The path names the group already.')
  }
  if (probe) {
    noBraces('probe.path', probe.path, [])
    source('probe.tenantId', probe.tenantId)
    source('probe.tenantName', probe.tenantName)
  }
  return problems
}
