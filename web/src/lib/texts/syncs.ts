import { counted, figure } from '../format.ts'

export const syncs = {
  title: 'Syncs',
  description: 'Every run of every connection: what was read, what changed, and what was left out.',
  list: 'Syncs',
  session: (generation: number) => `Sync ${figure(generation)}`,
  sessionOf: (generation: number, connection: string) => `Sync ${figure(generation)} of ${connection}`,
  columns: {
    sync: 'Sync',
    connection: 'Connection',
    state: 'State',
    started: 'Started',
    took: 'Took',
    read: 'Read',
    changes: 'Changes',
    skipped: 'Skipped',
  },
  filterState: 'State',
  filterConnection: 'Connection',
  empty: { title: 'No sync yet', text: 'Syncs show here as soon as a connection is launched.' },
  emptyFiltered: { title: 'No sync fits these filters', text: 'Take one away to see more.' },
  unknownConnection: 'Deleted connection',
  changesSummary: (created: number, updated: number, deactivated: number, reactivated: number) =>
    [
      created > 0 && `+${figure(created)} new`,
      updated > 0 && `${figure(updated)} updated`,
      deactivated > 0 && `${figure(deactivated)} deactivated`,
      reactivated > 0 && `${figure(reactivated)} reactivated`,
    ]
      .filter(Boolean)
      .join(', ') || 'None',
  tiles: {
    read: 'Read',
    created: 'New',
    updated: 'Updated',
    unchanged: 'Unchanged',
    deactivated: 'Deactivated',
    reactivated: 'Reactivated',
    skipped: 'Skipped',
    failed: 'Failed',
  },
  progress: {
    label: 'Progress',
    queued: 'Waiting for a worker.',
    reading: (stream: string | null) => (stream ? `Reading ${stream.replaceAll('_', ' ')}` : 'Reading'),
    read: (read: number, expected: number | null, pages: number) =>
      `${figure(read)}${expected === null ? '' : ` of ${figure(expected)}`} ${read === 1 && expected === null ? 'record' : 'records'} · ${counted(pages, 'page')}`,
    planning: 'Comparing with what stands here.',
    applying: 'Applying the changes.',
  },
  times: {
    title: 'Times',
    trigger: 'Started by',
    started: 'Started',
    fetched: 'All read',
    sealed: 'Sealed',
    applied: 'Applied',
    finished: 'Ended',
    notSealed: 'Not sealed: nobody can be marked missing',
  },
  error: { title: 'The sync failed', help: 'What to do' },
  partialHelp:
    'Not every list could be read to its end. What was read is applied; nobody was marked missing, because an incomplete list proves nothing.',
  preview: {
    banner: 'This is a plan. Nothing has been changed.',
    launch: 'Launch and sync',
    continue: 'Continue to launch',
  },
  hold: {
    title: 'This sync is held',
    text: 'New and changed records are applied. What follows waits for you, because it could be a fault of the source:',
    names: (count: number, more: boolean) =>
      `${more ? 'More than ' : ''}${counted(count, 'account')} would be deactivated`,
    otherNames: (count: number, more: boolean) =>
      `${more ? 'More than ' : ''}${counted(count, 'change')} would be applied`,
    approve: 'Approve',
    discard: 'Discard',
    approveTitle: 'Apply the held changes?',
    approveText: (count: number, more: boolean) =>
      `${more ? 'More than ' : ''}${counted(count, 'held change')} will be applied here in Rollcall. Nothing is changed at the vendor. It can be undone while no newer sync has been applied.`,
    approveConfirm: 'Apply them',
    discardTitle: 'Discard the held changes?',
    discardText:
      'What is held is dropped; what this sync has created and updated stays. If the source still lacks these accounts, the next sync is held again.',
    discardConfirm: 'Discard them',
    approved: 'The held changes are applied.',
    discarded: 'The held changes are discarded.',
  },
  undo: {
    action: 'Undo',
    title: 'Undo this sync?',
    text: 'Everything that it changed goes back to what stood before: new people and accounts are removed, changed values restored, deactivated ones active again. The next sync reads the vendor anew.',
    confirm: 'Undo it',
    done: 'The sync is undone.',
  },
  cancel: {
    action: 'Cancel',
    title: 'Cancel this sync?',
    text: 'It stops before its next page. What it has applied already stays; nobody is marked missing.',
    confirm: 'Cancel the sync',
    keep: 'Let it run',
    done: 'The sync is being stopped.',
  },
  issues: {
    title: 'Issues',
    none: 'No record was skipped or repaired.',
    columns: { record: 'Record', list: 'List', message: 'What happened' },
    noName: 'Without a name',
  },
  changes: {
    title: 'Changes',
    none: { title: 'Nothing changed', text: 'What the vendor sent is what stood here already.' },
    noneFiltered: { title: 'No change fits these filters', text: 'Take one away to see more.' },
    action: 'Kind',
    state: 'State',
    columns: { account: 'Account', action: 'Change', why: 'Why', what: 'Before → after', state: 'State' },
    new: 'New record',
    nothingToShow: 'No value changes',
    empty: 'empty',
    becomes: 'becomes',
    more: (count: number) => `and ${count} more`,
  },
}
