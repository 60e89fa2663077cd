import { counted } from '../format.ts'

/** Which app is meant: what sign-on services report, and how it is merged or mapped (F11, F12). */
export const appIdentity = {
  menu: (name: string) => `More for ${name}`,
  stateSaved: 'Saved',
  unsay: 'Take back what was said',
  merge: 'Merge into another app…',
  title: 'Reported by sign-on services',
  list: 'Reports of this app',
  columns: { name: 'Called there', service: 'Service', people: 'People', basis: 'Recognised by' },
  basis: { site: 'Its site', name: 'Its name', new: 'Nothing: an entry of its own', chosen: 'A person’s choice' },
  gone: 'no longer listed',
  map: 'Another app…',
  mapNamed: (name: string) => `${name} is another app…`,
  moves: 'Merged and mapped',
  mergedFrom: (from: string, into: string) => `${from} was merged into ${into}`,
  mappedFrom: (from: string, into: string) => `A report of ${from} was mapped to ${into}`,
  by: (name: string) => `by ${name}`,
  undo: 'Undo',
  undone: 'It is back as it was.',
  mergedInto: 'This app was merged into another one and is in no list any more.',
  openOther: 'Open that app',
  dialog: {
    mergeTitle: (name: string) => `Merge ${name} into another app`,
    mapTitle: (name: string) => `Which app is “${name}”?`,
    into: 'App',
    placeholder: 'Type its name',
    nobody: 'No app has this name.',
    preview: 'What moves',
    connections: (count: number, accounts: number) =>
      `${counted(count, 'connection')} with ${counted(accounts, 'account')}`,
    sightings: (count: number, people: number) =>
      `${counted(count, 'report')} of sign-on services, at most ${counted(people, 'person', 'people')}`,
    nothing: 'Nothing moves; the name is no app of its own any more.',
    stays:
      'It can be taken back from either app’s page. What is reported under this name later goes to the other app too.',
    mapText: 'This one report moves there and stays there, whatever the service calls it later. It can be taken back.',
    merge: 'Merge',
    map: 'Map',
    done: (name: string) => `It belongs to ${name} now.`,
  },
}
