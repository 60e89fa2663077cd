import { counted, figure } from '../format.ts'

export const home = {
  title: 'Home',
  people: 'Active people',
  accounts: 'Active accounts',
  connections: 'Connections',
  unmatched: 'Unmatched accounts',
  of: (total: number) => `of ${figure(total)}`,
  needsYou: 'Needs you',
  allClear: 'Nothing waits for you. Everything that is connected is up to date.',
  hold: (connection: string) => `${connection} holds back changes`,
  holdLink: 'See the names',
  failing: (connection: string) => `${connection} is failing`,
  failingLink: 'See why',
  draft: (connection: string) => `${connection} is not launched yet`,
  draftLink: 'Finish it',
  leftOpenTitle: (count: number, more: boolean) =>
    `${more ? 'At least ' : ''}${counted(count, 'active account')} of people who left`,
  leftOpenText: 'The person is inactive, and the app still lets the account in.',
  leftOpenLink: 'See them',
  unmatchedTitle: (count: number) => `${counted(count, 'account')} without a person`,
  unmatchedText: 'Say whose they are, make the person, or leave them aside.',
  unmatchedLink: 'Match them',
  recent: 'Latest syncs',
  allSyncs: 'All syncs',
  welcome: {
    title: 'Who has access to what?',
    text: 'Connect an app and Rollcall reads who has an account there. Nothing is ever changed at the vendor by a sync.',
    action: 'Connect your first app',
    steps: [
      ['Connect', 'Paste a token or API key. It goes into the vault and is never shown again.'],
      ['Check', 'See the plan with names before a single record is made.'],
      ['Know', 'One list of people, every account they hold, and why each value is what it is.'],
    ] as const,
  },
}
