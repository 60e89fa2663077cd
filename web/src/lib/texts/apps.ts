import { counted } from '../format.ts'

export const apps = {
  title: 'Apps',
  description: 'The apps whose accounts are known.',
  list: 'Apps',
  search: 'Search apps',
  showAll: 'Show apps without a connection too',
  columns: {
    app: 'App',
    category: 'Category',
    accounts: 'Accounts',
    active: 'Active',
    connections: 'Connections',
    asOf: 'Data as of',
  },
  empty: {
    title: 'No app is connected yet',
    text: 'Connect one to see who has an account there.',
    action: 'Connect your first app',
  },
  emptyFiltered: { title: 'No app fits', text: 'Search for another part of the name.' },
  page: {
    accounts: 'Accounts',
    active: 'Active',
    connections: 'Connections',
    connectionsList: 'Connections',
    connectionsCount: (count: number) => counted(count, 'connection'),
    add: 'Add connection',
    people: 'People with an account',
    noConnection: 'Nothing reads this app yet.',
  },
}
