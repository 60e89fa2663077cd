/**
 * What a mapping can fill: the fields that every person has, and those made while mapping (F43, F45).
 */

export type FieldType = 'text' | 'number' | 'boolean' | 'date'

/**
 * How a value is brought into form: `email` is a text that must look like an address, `day` a date without a time of
 * day; the others are their field type.
 */
export type ValueForm = FieldType | 'email' | 'day'

export type PersonField = {
  name: string
  /** As it is shown. */
  label: string
  form: ValueForm
  /** No person is made without it (F45). */
  mandatory: boolean
  /** Whether it may match records to people (F44). */
  canBeKey: boolean
}

/**
 * The built-in targets. `status` is not among them: a person's status follows the accounts of the primary source, and
 * an account's follows the connector's own table.
 */
export const PERSON_FIELDS: readonly PersonField[] = [
  { name: 'email', label: 'E-mail', form: 'email', mandatory: true, canBeKey: true },
  { name: 'username', label: 'User name', form: 'text', mandatory: true, canBeKey: true },
  { name: 'displayName', label: 'Display name', form: 'text', mandatory: false, canBeKey: false },
  { name: 'givenName', label: 'First name', form: 'text', mandatory: false, canBeKey: false },
  { name: 'familyName', label: 'Last name', form: 'text', mandatory: false, canBeKey: false },
  { name: 'role', label: 'Role', form: 'text', mandatory: true, canBeKey: false },
  { name: 'department', label: 'Department', form: 'text', mandatory: false, canBeKey: false },
  { name: 'title', label: 'Job title', form: 'text', mandatory: false, canBeKey: false },
  // What the source names the manager by, mostly an e-mail address or the source's own id.
  { name: 'manager', label: 'Manager', form: 'text', mandatory: false, canBeKey: false },
  { name: 'location', label: 'Location', form: 'text', mandatory: false, canBeKey: false },
  { name: 'timezone', label: 'Time zone', form: 'text', mandatory: false, canBeKey: false },
  { name: 'phone', label: 'Phone', form: 'text', mandatory: false, canBeKey: false },
  { name: 'locale', label: 'Language', form: 'text', mandatory: false, canBeKey: false },
  { name: 'startDate', label: 'Start date', form: 'day', mandatory: false, canBeKey: false },
  { name: 'employeeNumber', label: 'Employee number', form: 'text', mandatory: false, canBeKey: true },
]

/** A field that a mapping may name as target. */
export type TargetField = PersonField & { isCustom: boolean }

/** A field made while mapping, as the mapping carries it. */
type MadeField = { field: string; label: string; type: FieldType; unique?: boolean | undefined }

/** All targets of one mapping by name: the built-in ones, then its own. A built-in name cannot be taken. */
export function targetFields(customFields: readonly MadeField[] = []): ReadonlyMap<string, TargetField> {
  const fields = new Map<string, TargetField>()
  for (const { field, label, type, unique } of customFields)
    fields.set(field, { name: field, label, form: type, mandatory: false, canBeKey: unique === true, isCustom: true })
  for (const field of PERSON_FIELDS) fields.set(field.name, { ...field, isCustom: false })
  return fields
}

/** What the Role form offers (F45); another text may be entered. */
export const ROLE_CHOICES: readonly string[] = ['Employee', 'Contractor', 'Intern', 'Service account', 'Guest', 'Other']

/**
 * The sources that every connector offers beside the vendor's own (F51): the name of the credential that read the
 * record, and when its sync started.
 */
export const TRACKING_SOURCES = [
  { name: 'Connect: Credentials', path: '$credentialName', type: 'text' },
  { name: 'Connector Sync Time', path: '$syncTime', type: 'date' },
] as const satisfies readonly SourceField[]

export type TrackingSource = (typeof TRACKING_SOURCES)[number]['path']

/** A field of the vendor's record, as its connector declares it. */
export type SourceField = {
  /** As the vendor's users know it, e.g. `Is Admin?`. */
  name: string
  path: string
  type: FieldType
  /** The person field that the connector's author says it fills. */
  target?: string
  personal?: boolean
}

// Other parts of a person or account have these names in the same JSON object.
const TAKEN = new Set(['id', 'status', 'fields', 'accounts', 'managerId'])

/**
 * Says why a name cannot be given to a new target field, or undefined if it can. Names of `Object.prototype` are
 * refused, so that a claim can never be mistaken for a method (S26).
 */
export function customFieldNameProblem(name: string): string | undefined {
  if (!/^[a-z][A-Za-z0-9]{0,49}$/.test(name))
    return `"${name}" cannot be the name of a field: it begins with a small letter and has up to 50 letters and digits.`
  if (PERSON_FIELDS.some((field) => field.name === name)) return `"${name}" is a field that every person has already.`
  if (TAKEN.has(name) || name in Object.prototype) return `"${name}" is a reserved name. Choose another one.`
  return undefined
}
