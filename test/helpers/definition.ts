import { Definition, type DefinitionInput } from '#core/custom-connectors/definition.ts'

type Accounts = DefinitionInput['accounts']

/** A definition of the people API's list by offset, with whatever a test wants otherwise. */
export function peopleDefinition(
  baseUrl: string,
  { accounts, ...rest }: Partial<Omit<DefinitionInput, 'accounts'>> & { accounts?: Partial<Accounts> } = {},
): Definition {
  return Definition.parse({
    name: 'People API',
    baseUrl: `${baseUrl}/v1`,
    auth: [{ method: 'bearer' }],
    accounts: {
      path: '/offset',
      records: 'data.users',
      paging: { style: 'offset', param: 'skip', sizeParam: 'limit', pageSize: 20 },
      total: { path: 'meta.count' },
      one: { path: '/users/{id}', record: 'user' },
      fields: {
        externalId: 'id',
        email: 'profile.mail',
        username: '{{ profile.mail | downcase }}',
        displayName: 'profile["full-name"]',
        role: 'roles[0]',
      },
      status: { source: 'state', values: { enabled: 'active', locked: 'suspended' } },
      flags: { isAdmin: { source: 'roles', values: ['admin'] } },
      ...accounts,
    },
    ...rest,
  })
}
