import { counted } from '../format.ts'

export const apps = {
  title: 'Apps',
  description: 'The apps whose accounts are known.',
  list: 'Apps',
  search: 'Search apps',
  columns: {
    app: 'App',
    category: 'Category',
    accounts: 'Accounts',
    active: 'Active',
    connections: 'Connections',
    asOf: 'Data as of',
  },
  tabs: { label: 'Apps', inUse: 'In use', catalogue: 'Catalogue' },
  catalogue: {
    description: 'Every app that Rollcall knows by name, connected here or not.',
    list: 'Apps of the catalogue',
    category: (name: string, count: number) => `${name} (${count})`,
    connected: (count: number) => counted(count, 'connection'),
    connectable: 'Connector',
    onlyConnectable: 'Only apps with a connector',
    none: { title: 'No app fits', text: 'Search for another part of the name, or take a filter away.' },
  },
  empty: {
    title: 'No app is connected yet',
    text: 'Connect one to see who has an account there.',
    action: 'Connect your first app',
  },
  emptyFiltered: { title: 'No app fits', text: 'Search for another part of the name.' },
  addConnection: 'Add connection',
  addConnectionNamed: (name: string) => `Add connection: ${name}`,
  viewNamed: (name: string, count: number) => `View ${counted(count, 'connection')} of ${name}`,
}
