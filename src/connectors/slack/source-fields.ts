import type { SourceField } from '#kit/define.ts'

/** What `users.list` offers to a mapping. */
export const SOURCE_FIELDS: readonly SourceField[] = [
  // Names as Oomnitza gives them; `Connector Sync Time` is offered for every connector.
  { name: 'Deleted?', path: 'deleted', type: 'boolean' },
  { name: 'Email', path: 'profile.email', type: 'text', target: 'email', personal: true },
  { name: 'First Name', path: 'profile.first_name', type: 'text', target: 'givenName', personal: true },
  { name: 'Is Admin?', path: 'is_admin', type: 'boolean' },
  { name: 'Is bot user?', path: 'is_bot', type: 'boolean' },
  { name: 'Is restricted (guest) user?', path: 'is_restricted', type: 'boolean' },
  { name: 'Is ultra restricted (single channel only) user?', path: 'is_ultra_restricted', type: 'boolean' },
  { name: 'Last Name', path: 'profile.last_name', type: 'text', target: 'familyName', personal: true },
  { name: 'Phone', path: 'profile.phone', type: 'text', target: 'phone', personal: true },
  { name: 'Skype', path: 'profile.skype', type: 'text', personal: true },
  { name: 'Team ID', path: 'team_id', type: 'text' },
  { name: 'Title', path: 'profile.title', type: 'text', target: 'title' },
  { name: 'User ID', path: 'id', type: 'text' },
  { name: 'User Name', path: 'name', type: 'text', target: 'username', personal: true },
  // And what else is there.
  { name: 'Real Name', path: 'profile.real_name', type: 'text', target: 'displayName', personal: true },
  { name: 'Display Name', path: 'profile.display_name', type: 'text', personal: true },
  { name: 'Start Date', path: 'profile.start_date', type: 'date', target: 'startDate', personal: true },
  { name: 'Time Zone', path: 'tz', type: 'text', target: 'timezone' },
  { name: 'Locale', path: 'locale', type: 'text', target: 'locale' },
  { name: 'Is Owner?', path: 'is_owner', type: 'boolean' },
  { name: 'Is Primary Owner?', path: 'is_primary_owner', type: 'boolean' },
  { name: 'Is invited user?', path: 'is_invited_user', type: 'boolean' },
  { name: 'Has two-factor authentication?', path: 'has_2fa', type: 'boolean' },
  { name: 'Updated', path: 'updated', type: 'date' },
]
