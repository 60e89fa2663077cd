/**
 * By which names a person field is recognised (F42), the most telling first. Names are compared without case, spaces,
 * hyphens and underscores; a dot goes into an object or into the elements of a list.
 *
 * Taken from SCIM (RFC 7643 §4), and from the user objects of the vendors that we know.
 */
export type Recognition = {
  names: readonly string[]
  /** Whether a name further down the list means the same, so that it may fill in where the first is empty. */
  isInterchangeable?: boolean
}

export const RECOGNITIONS: Readonly<Record<string, Recognition>> = {
  email: {
    names: ['email', 'emails.value', 'primaryemail', 'workemail', 'emailaddress', 'useremail', 'mail', 'emails.email'],
    isInterchangeable: true,
  },
  username: {
    // `name` alone is last: mostly it is a person's name, but Slack's is the user name.
    names: ['username', 'login', 'loginname', 'userlogin', 'userprincipalname', 'samaccountname', 'handle', 'name'],
  },
  displayName: {
    names: ['displayname', 'name.displayname', 'name.formatted', 'realname', 'fullname', 'name.fullname', 'name'],
    isInterchangeable: true,
  },
  givenName: { names: ['givenname', 'firstname', 'name.givenname', 'name.firstname', 'forename'] },
  familyName: { names: ['familyname', 'lastname', 'name.familyname', 'name.lastname', 'surname'] },
  department: { names: ['department', 'departmentname', 'department.name', 'dept', 'organizations.department'] },
  title: { names: ['title', 'jobtitle', 'position', 'organizations.title'] },
  // An address finds people of every source, an id only those of this one.
  manager: {
    names: [
      'manageremail',
      'manager.email',
      'supervisoremail',
      'manager.value',
      'manager.id',
      'managerid',
      'manager.managerid',
      'manageruserid',
      'manager',
      'supervisorid',
      'manageradid',
    ],
  },
  location: { names: ['location', 'officelocation', 'worklocation', 'office', 'addresses.locality', 'city'] },
  timezone: { names: ['timezone', 'tz', 'zoneinfo'] },
  phone: {
    names: [
      'phone',
      'phonenumbers.value',
      'workphone',
      'phonenumber',
      'primaryphone',
      'mobilephone',
      'telephonenumber',
    ],
  },
  locale: { names: ['locale', 'localecode', 'preferredlocalecode', 'preferredlanguage', 'language'] },
  startDate: { names: ['startdate', 'hiredate', 'joiningdate', 'employmentstartdate'] },
  employeeNumber: { names: ['employeenumber', 'employeeid', 'staffnumber', 'personnelnumber'] },
}

/**
 * Objects that only hold a person's own fields together. Whatever is below another object (`manager.title`,
 * `created_by.email`) may be someone else's.
 */
export const CONTAINERS: ReadonlySet<string> = new Set([
  'profile',
  'user',
  'person',
  'employee',
  'attributes',
  'properties',
  'fields',
  'contact',
  'details',
])

export function normaliseName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}
