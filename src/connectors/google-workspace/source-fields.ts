import type { SourceField } from '#kit/define.ts'

/** Of several organisations or phones the primary one, else the first. */
const main = (list: string, part: string) => `{{ ${list}[primary=true].${part} | default: ${list}[0].${part} }}`

export const SOURCE_FIELDS: readonly SourceField[] = [
  { name: 'User ID', path: 'id', type: 'text' },
  { name: 'Primary email', path: 'primaryEmail', type: 'text', target: 'email', personal: true },
  { name: 'User name', path: '{{ primaryEmail | downcase }}', type: 'text', target: 'username', personal: true },
  { name: 'First name', path: 'name.givenName', type: 'text', target: 'givenName', personal: true },
  { name: 'Last name', path: 'name.familyName', type: 'text', target: 'familyName', personal: true },
  { name: 'Full name', path: 'name.fullName', type: 'text', target: 'displayName', personal: true },
  { name: 'Department', path: main('organizations', 'department'), type: 'text', target: 'department' },
  { name: 'Job title', path: main('organizations', 'title'), type: 'text', target: 'title' },
  { name: 'Cost center', path: main('organizations', 'costCenter'), type: 'text' },
  { name: 'Type of employee', path: main('organizations', 'description'), type: 'text' },
  { name: "Manager's email", path: 'relations[type=manager].value', type: 'text', target: 'manager', personal: true },
  { name: 'Phone', path: main('phones', 'value'), type: 'text', target: 'phone', personal: true },
  {
    name: 'Employee ID',
    path: 'externalIds[type=organization].value',
    type: 'text',
    target: 'employeeNumber',
    personal: true,
  },
  { name: 'Building ID', path: 'locations[0].buildingId', type: 'text', target: 'location' },
  { name: 'Language', path: 'languages[preference=preferred].languageCode', type: 'text', target: 'locale' },
  { name: 'Organizational unit', path: 'orgUnitPath', type: 'text' },
  { name: 'First alias', path: 'aliases[0]', type: 'text', personal: true },
  { name: 'Recovery email', path: 'recoveryEmail', type: 'text', personal: true },
  { name: 'Suspended?', path: 'suspended', type: 'boolean' },
  { name: 'Suspension reason', path: 'suspensionReason', type: 'text' },
  { name: 'Archived?', path: 'archived', type: 'boolean' },
  { name: 'Is super admin?', path: 'isAdmin', type: 'boolean' },
  { name: 'Is delegated admin?', path: 'isDelegatedAdmin', type: 'boolean' },
  { name: 'Is guest?', path: 'isGuestUser', type: 'boolean' },
  { name: 'Agreed to terms?', path: 'agreedToTerms', type: 'boolean' },
  { name: 'Enrolled in 2-step verification?', path: 'isEnrolledIn2Sv', type: 'boolean' },
  { name: '2-step verification enforced?', path: 'isEnforcedIn2Sv', type: 'boolean' },
  { name: 'Has a mailbox?', path: 'isMailboxSetup', type: 'boolean' },
  { name: 'Last sign in', path: 'lastLoginTime', type: 'date', personal: true },
  { name: 'Created', path: 'creationTime', type: 'date' },
]
