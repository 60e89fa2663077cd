import type { SourceField } from '../define.ts'
import { ENTERPRISE } from './attributes.ts'

/** What SCIM users offer to a mapping. The first seven names are those that Oomnitza gives them. */
export const SCIM_SOURCE_FIELDS: readonly SourceField[] = [
  { name: 'Active?', path: 'active', type: 'boolean' },
  { name: 'Family name', path: 'name.familyName', type: 'text', target: 'familyName', personal: true },
  { name: 'First name', path: 'name.givenName', type: 'text', target: 'givenName', personal: true },
  { name: 'Id', path: 'id', type: 'text' },
  { name: 'Resource Type', path: 'meta.resourceType', type: 'text' },
  { name: 'User type', path: 'userType', type: 'text' },
  { name: 'Username', path: 'userName', type: 'text', target: 'username', personal: true },
  // Smart mapping lets the first address, then the user name stand in where none is marked as primary.
  { name: 'Email', path: 'emails[primary=true].value', type: 'text', target: 'email', personal: true },
  { name: 'Email (work)', path: 'emails[type=work].value', type: 'text', personal: true },
  { name: 'Display name', path: 'displayName', type: 'text', target: 'displayName', personal: true },
  { name: 'Formatted name', path: 'name.formatted', type: 'text', personal: true },
  { name: 'Nickname', path: 'nickName', type: 'text', personal: true },
  { name: 'Title', path: 'title', type: 'text', target: 'title' },
  { name: 'Department', path: `${ENTERPRISE}.department`, type: 'text', target: 'department' },
  {
    name: 'Employee number',
    path: `${ENTERPRISE}.employeeNumber`,
    type: 'text',
    target: 'employeeNumber',
    personal: true,
  },
  { name: 'Manager', path: `${ENTERPRISE}.manager.value`, type: 'text', target: 'manager' },
  { name: 'Manager name', path: `${ENTERPRISE}.manager.displayName`, type: 'text', personal: true },
  { name: 'Cost center', path: `${ENTERPRISE}.costCenter`, type: 'text' },
  { name: 'Organization', path: `${ENTERPRISE}.organization`, type: 'text' },
  { name: 'Division', path: `${ENTERPRISE}.division`, type: 'text' },
  { name: 'Phone', path: 'phoneNumbers[type=work].value', type: 'text', target: 'phone', personal: true },
  { name: 'City', path: 'addresses[type=work].locality', type: 'text', target: 'location', personal: true },
  { name: 'Locale', path: 'locale', type: 'text', target: 'locale' },
  { name: 'Preferred language', path: 'preferredLanguage', type: 'text' },
  { name: 'Time zone', path: 'timezone', type: 'text', target: 'timezone' },
  { name: 'Role', path: 'roles[0].value', type: 'text' },
  { name: 'Entitlement', path: 'entitlements[0].value', type: 'text' },
  { name: "Identity provider's id", path: 'externalId', type: 'text' },
  { name: 'Created', path: 'meta.created', type: 'date' },
  { name: 'Last modified', path: 'meta.lastModified', type: 'date' },
]
