import { z } from 'zod'
import { Account } from './accounts.ts'
import { FieldValue, id, instant } from './common.ts'

export const Status = z.enum(['active', 'suspended', 'inactive', 'invited', 'unknown'])

export const Person = z
  .object({
    id,
    email: z.string().nullable(),
    username: z.string().nullable(),
    displayName: z.string().nullable(),
    givenName: z.string().nullable(),
    familyName: z.string().nullable(),
    role: z.string().nullable(),
    status: Status,
    department: z.string().nullable(),
    title: z.string().nullable(),
    managerId: id.nullable(),
    location: z.string().nullable(),
    timezone: z.string().nullable(),
    fields: z.record(z.string(), FieldValue),
    accountCount: z.number().int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Person' })

export const PersonDetail = Person.extend({
  managerName: z.string().nullable(),
  accounts: z.array(Account),
}).meta({ id: 'PersonDetail' })

const text = z.string().trim().max(1000)

/**
 * What can be typed in by hand. The names of custom fields are only known to the database, so they are checked there:
 * an unknown one is a 400 that names it, like any other.
 */
const handFields = {
  email: text.optional(),
  username: text.optional(),
  displayName: text.optional(),
  givenName: text.optional(),
  familyName: text.optional(),
  role: text.optional(),
  status: Status.optional(),
  department: text.optional(),
  title: text.optional(),
  manager: text.optional(),
  location: text.optional(),
  timezone: text.optional(),
  phone: text.optional(),
  locale: text.optional(),
  startDate: z.iso.date().optional(),
  employeeNumber: text.optional(),
  fields: z.record(z.string().max(63), z.union([z.string().max(1000), z.number(), z.boolean()])).optional(),
}

export const NewPerson = z.strictObject({ ...handFields, displayName: text.min(1) }).meta({ id: 'NewPerson' })

export const PersonEdit = z
  .strictObject({
    email: text.nullable().optional(),
    username: text.nullable().optional(),
    displayName: text.nullable().optional(),
    givenName: text.nullable().optional(),
    familyName: text.nullable().optional(),
    role: text.nullable().optional(),
    status: Status.nullable().optional(),
    department: text.nullable().optional(),
    title: text.nullable().optional(),
    manager: text.nullable().optional(),
    location: text.nullable().optional(),
    timezone: text.nullable().optional(),
    phone: text.nullable().optional(),
    locale: text.nullable().optional(),
    startDate: z.iso.date().nullable().optional(),
    employeeNumber: text.nullable().optional(),
    fields: z.record(z.string().max(63), z.union([z.string().max(1000), z.number(), z.boolean(), z.null()])).optional(),
  })
  .meta({
    id: 'PersonEdit',
    description: 'A value is a hand edit that no sync overrides; null takes the hand edit away.',
  })

export const Claim = z
  .object({
    source: z.enum(['manual', 'connection']),
    connectionId: id.nullable(),
    connectionName: z.string().nullable(),
    accountId: id.nullable(),
    externalId: z.string().nullable(),
    value: FieldValue,
    wins: z.boolean(),
    asOf: instant.nullable(),
    rule: z.string(),
    raw: z.unknown(),
  })
  .meta({ id: 'Claim' })

export const Explanation = z
  .object({
    field: z.string(),
    value: FieldValue,
    winner: z.enum(['manual', 'connection']).nullable(),
    claims: z.array(Claim),
  })
  .meta({ id: 'Explanation' })

const Facet = z.object({ value: z.string().nullable(), count: z.number().int() }).meta({ id: 'Facet' })

export const PeopleFacets = z
  .object({ status: z.array(Facet), department: z.array(Facet) })
  .meta({ id: 'PeopleFacets' })

export const PersonField = z
  .object({
    name: z.string(),
    label: z.string(),
    type: z.enum(['text', 'number', 'boolean', 'date']),
    unique: z.boolean(),
    mandatory: z.boolean(),
    canBeKey: z.boolean(),
    /** Made while mapping, in contrast to those that every person has. */
    custom: z.boolean(),
  })
  .meta({ id: 'PersonField' })
