import { z } from 'zod'
import type { AccountRecord, AccountStatus, Context } from '#kit/define.ts'
import {
  fieldsOf,
  instantOf,
  optionalText,
  perSettings,
  settingList,
  settingText,
  textOf,
  vendorId,
} from '#kit/values.ts'

const anything = z.unknown().optional()

/** What is read of an employee. What the credential may not see is null, and named in `_restrictedFields`. */
export const Employee = z.object({
  employeeId: vendorId,
  firstName: optionalText,
  lastName: optionalText,
  preferredName: optionalText,
  displayName: optionalText,
  status: optionalText,
  workEmail: optionalText,
  homeEmail: optionalText,
  bestEmail: optionalText,
  hireDate: anything,
  terminationDate: anything,
  jobTitleName: anything,
  departmentName: anything,
  divisionName: anything,
  locationName: anything,
  employmentStatusName: optionalText,
  employeeNumber: anything,
  reportsToId: anything,
  workPhone: anything,
  mobilePhone: anything,
  timezone: anything,
  _restrictedFields: z.array(z.string()).nullish(),
})

type Employee = z.infer<typeof Employee>

/**
 * Asked for beside what comes by itself (id, first, last and preferred name, job title, status). Names that BambooHR does
 * not know are ignored there.
 */
const FIELDS =
  'displayName employeeNumber workEmail workPhone mobilePhone hireDate terminationDate departmentName divisionName locationName employmentStatusName reportsToId reportsToName timezone userId'.split(
    ' ',
  )

/** Private addresses are asked for only where the setting needs them. */
const PRIVATE_ADDRESSES = ['homeEmail', 'bestEmail']

const rulesOf = perSettings((settings) => ({
  withoutWorkEmail: settings['withoutWorkEmail'] === 'read',
  guests: settingList(settings, 'guestStatuses'),
  /** The day of this sync; empty where it is not known, and then nobody has yet to join. */
  today: settingText(settings, 'today') ?? '9999-12-31',
}))

export function employeeFields(context: Context): string {
  return [...FIELDS, ...(rulesOf(context).withoutWorkEmail ? PRIVATE_ADDRESSES : [])].join(',')
}

type EmployeeState = 'Active' | 'Inactive' | 'FutureJoiner'

/**
 * From Zluri's "BambooHR data processing", which `features.md` takes over: blank or missing counts as active. Someone with
 * a joining date ahead is inactive at BambooHR and has yet to join.
 */
export const STATUS: Readonly<Record<EmployeeState, AccountStatus>> = {
  Active: 'active',
  Inactive: 'inactive',
  FutureJoiner: 'invited',
}

/** What of a job holds from the joining date only. */
const FROM_JOINING = ['departmentName', 'departmentId', 'jobTitleName', 'jobTitleId'] as const

/** The list of a page. Of people who have yet to join, department and job title are left empty until that day. */
export function listedEmployees(body: unknown, context: Context): unknown[] | undefined {
  const { data } = body as { data?: unknown }
  if (!Array.isArray(data)) return undefined
  const { today } = rulesOf(context)
  return (data as unknown[]).map((raw) => {
    if (typeof raw !== 'object' || raw === null) return raw
    const employee = raw as Record<string, unknown>
    if (!joinsAfter(employee['hireDate'], today)) return raw
    const known = FROM_JOINING.filter((name) => Object.hasOwn(employee, name))
    return { ...employee, ...Object.fromEntries(known.map((name) => [name, null])) }
  })
}

/** A day as BambooHR writes it, `2026-11-21`; null for everything else, and for its way of saying none. */
function dayOf(value: unknown): string | null {
  const day = typeof value === 'string' ? value.slice(0, 10) : ''
  return /^\d{4}-\d\d-\d\d$/.test(day) && day !== '0000-00-00' ? day : null
}

/** Days can be compared as texts. */
function joinsAfter(hireDate: unknown, today: string): boolean {
  return (dayOf(hireDate) ?? '') > today
}

const isHidden = ({ _restrictedFields: hidden }: Employee, field: string) => hidden?.includes(field) === true

/** The spec's rule: without a work e-mail nobody is processed, unless the setting says otherwise. */
export function skipEmployee(employee: Employee, context: Context): string | null {
  if (textOf(employee.workEmail) !== null || rulesOf(context).withoutWorkEmail) return null
  return isHidden(employee, 'workEmail')
    ? 'BambooHR hides the work e-mail of this employee from the credential, so the employee is left out.'
    : 'This employee has no work e-mail in BambooHR, so the employee is left out. A setting of the connection changes that.'
}

export function mapEmployee(employee: Employee, context: Context): AccountRecord {
  const { withoutWorkEmail, guests, today } = rulesOf(context)
  const email =
    textOf(employee.workEmail) ?? (withoutWorkEmail ? (textOf(employee.homeEmail) ?? textOf(employee.bestEmail)) : null)
  const givenName = textOf(employee.firstName)
  const familyName = textOf(employee.lastName)
  const calledName = [textOf(employee.preferredName) ?? givenName, familyName].filter((name) => name !== null).join(' ')
  const employment = textOf(employee.employmentStatusName)
  return {
    externalId: employee.employeeId,
    email,
    // BambooHR has no user names.
    username: email,
    displayName: textOf(employee.displayName) ?? (calledName || null),
    givenName,
    familyName,
    status: statusOf(employee, today),
    vendorStatus: textOf(employee.status),
    role: null,
    isAdmin: false,
    isServiceAccount: false,
    isGuest: employment !== null && guests.has(employment.toLowerCase()),
    // Of the user account, not of the employee; see the README.
    lastActiveAt: null,
    createdAt: instantOf(dayOf(employee.hireDate)),
    licences: [],
    fields: fieldsOf({
      title: employee.jobTitleName,
      department: employee.departmentName,
      division: employee.divisionName,
      location: employee.locationName,
      employeeNumber: employee.employeeNumber,
      employmentStatus: employment,
      manager: employee.reportsToId,
      phone: textOf(employee.workPhone) ?? employee.mobilePhone,
      timezone: employee.timezone,
      hireDate: dayOf(employee.hireDate),
      terminationDate: dayOf(employee.terminationDate),
    }),
  }
}

function statusOf(employee: Employee, today: string): AccountStatus {
  // Hidden is not blank: nobody becomes active because the credential may not see it.
  if (isHidden(employee, 'status')) return 'unknown'
  switch ((textOf(employee.status) ?? 'Active').toLowerCase()) {
    case 'active':
      return STATUS.Active
    case 'inactive':
      return joinsAfter(employee.hireDate, today) ? STATUS.FutureJoiner : STATUS.Inactive
    default:
      return 'unknown'
  }
}
