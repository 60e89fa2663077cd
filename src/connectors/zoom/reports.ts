import { z } from 'zod'
import { stream, type AnyStream, type Context } from '#kit/define.ts'
import { dayOf, windowOf } from '#kit/fact-window.ts'
import { singlePage, type Paging } from '#kit/paginate.ts'
import { optionalText, textOf, vendorId } from '#kit/values.ts'
import { BASE_PLANS, PRO } from './user.ts'

export const USER_ACTIVITIES = 'report:read:user_activities:admin'
export const OPERATION_LOGS = 'report:read:operation_logs:admin'
export const PLAN_USAGE = 'billing:read:plan_usage:admin'
export const BILLING = 'report:read:billing:admin'

/** Reports go back six months and give a month at a time, both counted in days. They may be a day late. */
const HISTORY = { keepsDays: 180, windowDays: 30, lateHours: 24 } as const

/** The last day counts as a whole, so it is the one before the window ends. */
const span = (context: Context) => {
  const { since, until } = windowOf(context)
  return { from: dayOf(since), to: dayOf(new Date(Date.parse(until) - 1).toISOString()) }
}

/** Days are Zoom's; what lies outside of the window is another one's. A time that cannot be read is left to the schema. */
function within(time: unknown, context: Context): boolean {
  const { since, until } = windowOf(context)
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN
  return Number.isNaN(at) || (at >= Date.parse(since) && at < Date.parse(until))
}

const listIn = (body: unknown, name: string): unknown[] | undefined => {
  const list = (body as Record<string, unknown>)[name]
  return Array.isArray(list) ? list : undefined
}

const SIGN_IN = 'Sign in'

const SignIn = z.object({ email: z.string().min(1), time: z.string(), type: optionalText })
const Operation = z.object({
  operator: z.string().min(1),
  time: z.string(),
  action: optionalText,
  category_type: optionalText,
})

const Plan = z.object({ type: vendorId, name: optionalText, hosts: z.unknown().optional() })

/** What counts space or minutes and not people. */
const WITHOUT_SEATS = new Set(['plan_recording', 'plan_audio'])

/**
 * Plans stand under names that grow with what Zoom sells, each as an object or as a list of them. Something else under such
 * a name, or no such name at all, is not the list.
 */
function plansIn(body: unknown): unknown[] | undefined {
  const plans = Object.entries(body as object).filter(([name]) => name.startsWith('plan_') && !WITHOUT_SEATS.has(name))
  if (plans.length === 0) return undefined
  const all = plans.flatMap(([, plan]: [string, unknown]) => (Array.isArray(plan) ? (plan as unknown[]) : [plan]))
  const filled = all.filter((plan) => plan !== null && !(typeof plan === 'object' && Object.keys(plan).length === 0))
  const isPlan = (plan: unknown) => typeof plan === 'object' && plan !== null && ('type' in plan || 'hosts' in plan)
  return filled.every(isPlan) ? filled : undefined
}

const Bill = z.object({
  id: vendorId,
  start_date: optionalText,
  end_date: optionalText,
  total_amount: z.union([z.string(), z.number()]),
  currency: optionalText,
})

/** What an answer without a currency is taken for. */
const USUAL_CURRENCY = 'USD'

/** Zoom names the currency once for all bills. */
function billsIn(body: unknown): unknown[] | undefined {
  const { currency } = body as { currency?: unknown }
  return listIn(body, 'billing_reports')?.map((bill) =>
    typeof bill === 'object' && bill !== null ? { currency, ...bill } : bill,
  )
}

/** A plain date of a date or an instant. */
const dateIn = (value: string | null | undefined) => textOf(value)?.slice(0, 10) ?? ''

function seatsOf(hosts: unknown): number | null {
  return typeof hosts === 'number' && Number.isSafeInteger(hosts) && hosts >= 0 ? hosts : null
}

/** What an account bought, was charged for and did; none of it is there for free accounts. */
export function reportStreams(host: string, pages: Paging): Record<string, AnyStream> {
  return {
    plans: stream({
      kind: 'licences',
      tellsMembers: false,
      host,
      request: 'GET /accounts/me/plans/usage',
      pages: singlePage(),
      records: plansIn,
      id: 'type',
      raw: Plan,
      map: ({ type, name, hosts }) => {
        const isBase = BASE_PLANS.has(type)
        return {
          kind: 'licence',
          externalId: isBase ? PRO.externalId : type,
          name: isBase ? PRO.name : (textOf(name) ?? type),
          description: null,
          seats: seatsOf(hosts),
        }
      },
      scopes: [PLAN_USAGE],
      optional: true,
    }),
    signIns: stream({
      kind: 'activity',
      accountsBy: 'email',
      host,
      request: 'GET /report/activities',
      query: span,
      history: HISTORY,
      pages,
      records: (body, context) =>
        listIn(body, 'activity_logs')?.filter((row) => {
          const { type, time } = (row ?? {}) as { type?: unknown; time?: unknown }
          return (typeof type !== 'string' || type === SIGN_IN) && within(time, context)
        }),
      raw: SignIn,
      map: ({ email, time }) => ({
        externalId: `${email.toLowerCase()} ${time}`,
        accountExternalId: email,
        at: time,
        grade: 'login',
        action: SIGN_IN,
      }),
      scopes: [USER_ACTIVITIES],
      optional: true,
    }),
    operations: stream({
      kind: 'activity',
      accountsBy: 'email',
      host,
      request: 'GET /report/operationlogs',
      query: span,
      history: HISTORY,
      pages,
      records: (body, context) =>
        listIn(body, 'operation_logs')?.filter((row) => within((row as { time?: unknown } | null)?.time, context)),
      raw: Operation,
      map: ({ operator, time, action, category_type: category }) => ({
        externalId: [operator.toLowerCase(), time, category, action].join(' '),
        accountExternalId: operator,
        at: time,
        grade: 'action',
        action: [textOf(category), textOf(action)].filter((word) => word !== null).join(': '),
      }),
      scopes: [OPERATION_LOGS],
      optional: true,
    }),
    bills: stream({
      kind: 'transactions',
      host,
      request: 'GET /report/billing',
      history: { keepsDays: 365 },
      pages: singlePage(),
      records: billsIn,
      raw: Bill,
      map: ({ id, start_date: start, end_date: end, total_amount: total, currency }) => ({
        externalId: id,
        date: dateIn(end) || dateIn(start),
        amount: String(total).replaceAll(',', ''),
        currency: textOf(currency) ?? USUAL_CURRENCY,
        description: 'Zoom bill',
        ...(dateIn(start) && dateIn(end) ? { period: { from: dateIn(start), to: dateIn(end) } } : {}),
      }),
      scopes: [BILLING],
      optional: true,
    }),
  }
}
