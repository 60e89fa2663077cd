import type { Connector } from '#kit/define.ts'
import { readJson } from '#kit/read-json.ts'
import { API_HOST, compileAuth, compileHosts } from './compile-auth.ts'
import { compilePaging } from './compile-list.ts'
import { compileStreams, offeredFields } from './compile-streams.ts'
import type { Definition } from './definition.ts'
import { idOf, readerOf, textReader } from './values.ts'

/** So many first syncs of a connection ask before anybody is called missing or inactive (reliability §3.13). */
const TRIAL_SYNCS = 3

export type StoredDefinition = { id: string; version: number; definition: Definition; savedAt: Date }

/**
 * Makes of a definition what a connector's file is. It reads and can do nothing else: there are no actions in it.
 * Throws `mapping_invalid` for a source that cannot be read; `checkDefinition` names the place.
 */
export function compileDefinition({ id, version, definition, savedAt }: StoredDefinition): Connector {
  const { name, category, description, isPrimarySource, auth, accounts, groups, memberships, rateLimit } = definition
  const hasGroups = groups !== undefined || accounts.holds.length > 0
  return {
    id,
    name,
    version,
    category,
    isPrimarySource,
    description,
    capabilities: ['discovery'],
    dataPoints: [
      'Users',
      ...('source' in accounts.status ? ['Their status'] : []),
      ...(hasGroups ? ['Groups and roles'] : []),
      ...(memberships ? ['Who is in which group'] : []),
      ...accounts.data.map(({ name: field }) => field),
    ],
    personalData: [
      'Name',
      'E-mail',
      ...accounts.data.filter(({ personal }) => personal).map(({ name: field }) => field),
    ],
    supportedPlans: [],
    similarApps: [],
    links: [],
    prerequisites: [],
    hosts: compileHosts(definition),
    auth: auth.map(compileAuth),
    settings: [],
    scopes: [],
    streams: compileStreams(definition),
    sourceFields: offeredFields(accounts),
    licences: [],
    rateLimit: rateLimit ? { requests: rateLimit.requests, perMs: rateLimit.perSeconds * 1000 } : null,
    concurrency: definition.concurrency,
    probe: compileProbe(definition),
    trial: { syncs: TRIAL_SYNCS, since: savedAt },
    validation: `Compare the number of active accounts with the list of users that ${name} itself shows.`,
  }
}

/** Where the vendor tells nobody who asks, the first page of users proves the credential. */
function compileProbe({ probe, accounts, headers }: Definition): Connector['probe'] {
  const tenantId = probe?.tenantId === undefined ? undefined : readerOf(probe.tenantId)
  const tenantName = textReader(probe?.tenantName)
  const paging = compilePaging(accounts.paging)
  // A vendor that must be asked for a page is asked for its first one, with one record in it.
  const smallest = paging.query(paging.first(1), 1)
  return async (client) => {
    const all = { ...headers, ...(probe === undefined ? accounts.headers : {}) }
    const { body } = await readJson(client, {
      host: API_HOST,
      method: 'GET',
      path: probe?.path ?? accounts.path,
      query: probe === undefined ? { ...accounts.query, ...smallest } : {},
      headers: all,
    })
    const id = tenantId === undefined ? '' : idOf(tenantId(body))
    return {
      tenantId: id === '' ? null : id,
      tenantName: probe === undefined ? null : tenantName(body),
      integrationAccountId: null,
      grantedScopes: null,
    }
  }
}
