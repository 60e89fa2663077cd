import type { AuthMethod } from '#kit/auth.ts'
import { basic, bearer, header, query } from '#kit/auth-methods/keys.ts'
import { clientCredentials, oauth2, serviceAccount } from '#kit/auth-methods/oauth.ts'
import { aws, session } from '#kit/auth-methods/others.ts'
import type { Host } from '#kit/define.ts'
import type { Definition, DefinitionAuth } from './definition.ts'

/** Under which name the lists' own address is found. */
export const API_HOST = 'api'

const none: AuthMethod = {
  id: 'none',
  label: 'No sign-in',
  help: 'For an address that answers whoever can reach it, such as a service inside your own network.',
  fields: [],
  scheme: { kind: 'none' },
}

const METHODS: Readonly<Record<DefinitionAuth['method'], AuthMethod>> = {
  bearer,
  basic,
  header,
  query,
  oauth2,
  'client-credentials': clientCredentials,
  'service-account': serviceAccount,
  aws,
  session,
  none,
}

/** All ways to sign in, the usual ones first. */
export const SIGN_INS: readonly AuthMethod[] = Object.values(METHODS)

/** The connect form of one way to sign in: the kit's own, without what the definition has settled already. */
export function compileAuth(auth: DefinitionAuth): AuthMethod {
  const method = settled(auth)
  return {
    ...method,
    ...(auth.label === undefined ? {} : { label: auth.label }),
    ...(auth.help === undefined ? {} : { help: auth.help }),
    // What its author has chosen is not one of many.
    advanced: false,
  }
}

function settled(auth: DefinitionAuth): AuthMethod {
  if (auth.method === 'header' && auth.header !== undefined) {
    const fields = header.fields.filter(({ secret }) => secret)
    return {
      ...header,
      fields,
      scheme: { kind: 'header', header: auth.header, prefix: spaced(auth.prefix ?? ''), field: 'token' },
    }
  }
  if (auth.method === 'query' && auth.param !== undefined) {
    const fields = query.fields.filter(({ secret }) => secret)
    return { ...query, fields, scheme: { kind: 'query', param: auth.param, field: 'key' } }
  }
  return METHODS[auth.method]
}

/** `Token` typed into a form has lost the blank behind it. */
function spaced(prefix: string): string {
  const word = prefix.trimEnd()
  return /[\w)]$/.test(word) ? `${word} ` : word
}

/** The addresses that a connection has: that of the lists, and those that its ways to sign in need. */
export function compileHosts({ baseUrl, auth, name }: Definition): Record<string, Host> {
  const hosts: Record<string, Host> = {
    [API_HOST]: {
      label: 'Address of the API',
      help:
        baseUrl === null
          ? `Where ${name} answers for you; every path is put behind it. Example: https://api.example.com/v1`
          : `Change it only where your ${name} is at another address.`,
      ...(baseUrl === null ? {} : { url: baseUrl }),
    },
  }
  const add = (host: string, label: string, url: string | undefined, method: string, optional = false) => {
    const { onlyFor = [], url: known = url } = hosts[host] ?? {}
    hosts[host] = {
      label,
      help: 'As the developer documents of the vendor name it.',
      onlyFor: [...onlyFor, method],
      ...(known === undefined ? {} : { url: known }),
      ...(optional ? { optional: true } : {}),
    }
  }
  for (const one of auth) {
    if (one.method === 'oauth2') add('authorize', 'Authorisation URL', one.authorizeUrl, one.method)
    if (one.method === 'oauth2' || one.method === 'client-credentials' || one.method === 'service-account')
      add('token', 'Token URL', one.tokenUrl, one.method)
    if (one.method === 'oauth2') add('revoke', 'Revocation URL', one.revokeUrl, one.method, true)
    if (one.method === 'session') add('login', 'Sign-in URL', one.loginUrl, one.method)
  }
  return hosts
}
