import type { SourceField } from '#kit/define.ts'

export const SOURCE_FIELDS: readonly SourceField[] = [
  { name: 'Account ID', path: 'accountId', type: 'text' },
  { name: 'Email', path: 'emailAddress', type: 'text', target: 'email', personal: true },
  { name: 'User name (e-mail)', path: '{{ emailAddress }}', type: 'text', target: 'username', personal: true },
  { name: 'Display name', path: 'displayName', type: 'text', target: 'displayName', personal: true },
  { name: 'Active?', path: 'active', type: 'boolean' },
  { name: 'Account type', path: 'accountType', type: 'text' },
  { name: 'Time zone', path: 'timeZone', type: 'text', target: 'timezone' },
  { name: 'Language', path: 'locale', type: 'text', target: 'locale' },
]
