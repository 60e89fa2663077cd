import type { AuthMethod } from '../auth.ts'

export const bearer: AuthMethod = {
  id: 'bearer',
  label: 'Bearer token',
  help: "Turn on SCIM in the app's admin console and make an API token there. Many apps show it once only.",
  fields: [{ name: 'token', label: 'Token', secret: true, help: 'With or without the word "Bearer" in front.' }],
  scheme: { kind: 'header', header: 'Authorization', prefix: 'Bearer ', field: 'token' },
}

export const basic: AuthMethod = {
  id: 'basic',
  label: 'User name and password',
  help: 'For services that take HTTP Basic, such as Guru, whose password is an API token.',
  fields: [
    {
      name: 'username',
      label: 'User name',
      secret: false,
      help: 'Often an e-mail address; some services want a fixed word or an account id here.',
      pattern: { source: '^[^:]*$', message: 'A user name for HTTP Basic has no colon.' },
    },
    {
      name: 'password',
      label: 'Password or token',
      secret: true,
      help: 'Where the service has API tokens, use one: a person’s password ends with the person.',
    },
  ],
  scheme: { kind: 'basic', username: 'username', password: 'password' },
}

export const header: AuthMethod = {
  id: 'header',
  label: 'API key in a header',
  help: 'For services that want the key in another header than Authorization, or with another word in front of it.',
  fields: [
    {
      name: 'headerName',
      label: 'Header',
      secret: false,
      help: 'The name as the vendor writes it, for example X-Api-Key.',
      placeholder: 'X-Api-Key',
      pattern: { source: '^[A-Za-z0-9-]{1,100}$', message: 'A header is made of letters, digits and dashes.' },
    },
    {
      name: 'prefix',
      label: 'Prefix',
      secret: false,
      optional: true,
      help: 'What stands before the key, such as Token. Usually empty.',
      pattern: { source: '^[ -~]{1,50}$', message: 'A prefix is a short word of plain letters and signs.' },
    },
    { name: 'token', label: 'Key', secret: true, help: 'From the admin console or the developer settings of the app.' },
  ],
  scheme: {
    kind: 'header-from-fields',
    headerField: 'headerName',
    prefixField: 'prefix',
    field: 'token',
    header: 'Authorization',
    prefix: '',
  },
}

export const query: AuthMethod = {
  id: 'query',
  label: 'API key in the address',
  advanced: true,
  help: 'Only for services that take nothing else: addresses end up in the logs of the vendor and of whatever lies between.',
  fields: [
    {
      name: 'paramName',
      label: 'Parameter',
      secret: false,
      help: 'What stands before the equals sign, for example api_key.',
      placeholder: 'api_key',
      pattern: {
        source: '^[A-Za-z0-9_.-]{1,100}$',
        message: 'A parameter is made of letters, digits, dots, dashes and underscores.',
      },
    },
    { name: 'key', label: 'Key', secret: true, help: 'From the admin console or the developer settings of the app.' },
  ],
  scheme: { kind: 'query', param: 'api_key', paramField: 'paramName', field: 'key' },
}
