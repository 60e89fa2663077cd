import { AppError } from '#base/errors.ts'
import { defineConnector, stream, type Connector, type Scope } from '#kit/define.ts'
import { singlePage } from '#kit/paginate.ts'
import { readJson } from '#kit/read-json.ts'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { serveHttp } from './loopback.ts'

const scopes: readonly Scope[] = [
  { id: 'users', label: 'Users', serves: 'discovery', required: true, explains: 'Lists the users.' },
  { id: 'groups', label: 'Groups', serves: 'discovery', required: false, explains: 'Lists the groups.' },
  { id: 'invite', label: 'Invite', serves: 'provisioning', required: false, explains: 'Invites people.' },
]

const Me = z.object({ tenant: z.string(), scopes: z.string().nullable() })

/** A vendor that only tests know: OAuth 2 with consent, and a form with an API key. */
export function oauthConnector(id: string): Connector {
  return defineConnector({
    id,
    name: 'Acme',
    version: 1,
    category: 'Test',
    isPrimarySource: false,
    description: 'A vendor of the tests.',
    capabilities: ['discovery'],
    dataPoints: ['Users'],
    personalData: ['Name'],
    supportedPlans: [],
    similarApps: [],
    links: [],
    prerequisites: [],
    hosts: { api: { label: 'Address', help: '' } },
    auth: [
      {
        id: 'oauth',
        label: 'OAuth',
        help: '',
        fields: [
          { name: 'clientId', label: 'Client id', secret: false, help: '' },
          { name: 'clientSecret', label: 'Client secret', secret: true, help: '' },
        ],
        scheme: {
          kind: 'oauth2-code',
          authorize: { host: 'api', path: '/authorize' },
          token: { host: 'api', path: '/token' },
          revoke: { host: 'api', path: '/revoke' },
          clientIdField: 'clientId',
          clientSecretField: 'clientSecret',
          clientAuth: 'basic',
          pkce: true,
          scopeSeparator: ' ',
          prefix: 'Bearer ',
        },
      },
      {
        id: 'key',
        label: 'API key',
        help: '',
        fields: [
          {
            name: 'key',
            label: 'Key',
            secret: true,
            help: '',
            pattern: { source: '[a-z|, ]+', message: 'A key has small letters only.' },
          },
        ],
        scheme: { kind: 'header', header: 'authorization', prefix: 'Bearer ', field: 'key' },
      },
    ],
    settings: [],
    scopes,
    streams: {
      users: stream({
        kind: 'accounts',
        host: 'api',
        request: 'GET /users',
        pages: singlePage,
        records: (body) => (body as { users: unknown[] }).users,
        raw: z.object({ id: z.string() }),
        map: ({ id: externalId }) => ({
          externalId, email: null, username: null, displayName: null, givenName: null, familyName: null, status: 'active',
          vendorStatus: null, role: null, isAdmin: false, isServiceAccount: false, isGuest: false, lastActiveAt: null,
          createdAt: null, licences: [], fields: {},
        }), // prettier-ignore
        scopes: ['users'],
      }),
    },
    sourceFields: [{ name: 'Id', path: 'id', type: 'text', target: 'username' }],
    licences: [],
    rateLimit: null,
    concurrency: 2,
    probe: async (client) => {
      const { body } = await readJson(client, { host: 'api', method: 'GET', path: '/me' })
      const me = Me.safeParse(body)
      if (!me.success) throw new AppError('vendor_bad_response')
      const { tenant } = me.data
      return {
        tenantId: tenant,
        tenantName: `${tenant} Inc.`,
        tenantDomain: `${tenant}.example`,
        integrationAccountId: null,
        grantedScopes: me.data.scopes?.split(',') ?? null,
      }
    },
    validation: '',
  })
}

/** Code and key say what they open: `globex|users,groups` is the tenant globex with these scopes. */
export const grantOf = (tenant: string, granted: readonly string[]) => `${tenant}|${granted.join(',')}`

/** The vendor itself. `tokenCalls` counts exchanges of codes, `revoked` lists tokens that were given back. */
export async function startOAuthVendor() {
  const seen = {
    tokenCalls: 0,
    revoked: [] as string[],
    refuse: false,
    onToken: undefined as (() => Promise<void>) | undefined,
  }
  const server = await serveHttp((request, response) => {
    let text = ''
    request.on('data', (piece) => (text += piece)).on('end', () => void answer(request, response, text))
  })

  async function answer(request: IncomingMessage, response: ServerResponse, text: string): Promise<void> {
    const form = new URLSearchParams(text)
    const send = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    if (request.url === '/token') {
      seen.tokenCalls++
      await seen.onToken?.()
      if (seen.refuse || !form.get('code_verifier')) return send(400, { error: 'invalid_grant' })
      const token = form.get('code')!
      return send(200, { access_token: token, refresh_token: token, token_type: 'bearer', expires_in: 3600 })
    }
    if (request.url === '/revoke') {
      seen.revoked.push(form.get('token')!)
      return send(200, {})
    }
    const [tenant, granted] = (request.headers.authorization ?? '').replace('Bearer ', '').split('|')
    if (!tenant || granted === undefined) return send(401, {})
    await seen.onToken?.()
    return request.url === '/users' ? send(200, { users: [{ id: '1' }] }) : send(200, { tenant, scopes: granted })
  }
  return { ...server, seen, hosts: { api: server.url } }
}
