import type { ActivityDay } from '../api-types.ts'
import { counted } from '../format.ts'

type Grade = ActivityDay['grade']

const TIMES: Record<Grade, (events: number) => string> = {
  login: (events) => counted(events, 'sign-in'),
  sso: (events) => `opened ${counted(events, 'time')}`,
  action: (events) => counted(events, 'action'),
}

export const activity = {
  noData: 'No data',
  noDataHelp: 'Nothing tells when this account was used. That does not say that it is unused.',
  noDaysHelp: 'No connection tells what this person did. That does not say that nothing was done.',
  grade: {
    login: 'sign-in',
    sso: 'through the sign-on service',
    action: 'action',
  } satisfies Record<Grade, string>,
  since: 'nothing missing since',
  knownFrom: 'Known from',
  fromAccounts: 'The vendor’s list of accounts',
  times: (grade: Grade, events: number) => TIMES[grade](events),
  through: (app: string) => `through ${app}`,
}
