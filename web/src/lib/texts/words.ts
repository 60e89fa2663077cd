/** The words for what the API names by a fixed set of values. Each set is complete: a new value is a compile error. */
import type { Connection, Person, Sync, SyncChange, SyncIssue } from '../api-types.ts'

export const words = {
  status: {
    active: 'Active',
    suspended: 'Suspended',
    inactive: 'Inactive',
    invited: 'Invited',
    unknown: 'Unknown',
  } satisfies Record<Person['status'], string>,

  connectionState: {
    draft: 'Draft',
    active: 'Connected',
    paused: 'Paused',
    disconnected: 'Disconnected',
    removed: 'Removed',
  } satisfies Record<Connection['state'], string>,

  syncState: {
    queued: 'Waiting to start',
    fetching: 'Reading',
    planning: 'Planning',
    held: 'Held',
    applying: 'Applying',
    done: 'Done',
    partial: 'Partly done',
    failed: 'Failed',
    cancelled: 'Cancelled',
  } satisfies Record<Sync['state'], string>,

  trigger: { manual: 'By hand', schedule: 'Schedule', preview: 'Plan only' } satisfies Record<Sync['trigger'], string>,

  action: {
    create: 'New',
    update: 'Updated',
    deactivate: 'Deactivated',
    reactivate: 'Reactivated',
  } satisfies Record<SyncChange['action'], string>,

  changeState: {
    planned: 'Planned',
    held: 'Waits for approval',
    applied: 'Applied',
    discarded: 'Discarded',
    undone: 'Undone',
  } satisfies Record<SyncChange['state'], string>,

  personAction: {
    create: 'New person',
    link: 'Matched to a person',
    update: 'Person updated',
  } satisfies Record<NonNullable<SyncChange['personAction']>, string>,

  issueKind: {
    skipped: 'Skipped',
    failed: 'Failed',
    repaired: 'Repaired',
    notice: 'Notice',
  } satisfies Record<SyncIssue['kind'], string>,

  every: {
    '15_minutes': 'Every 15 minutes',
    '30_minutes': 'Every 30 minutes',
    hour: 'Every hour',
    '3_hours': 'Every 3 hours',
    '6_hours': 'Every 6 hours',
    '12_hours': 'Every 12 hours',
    day: 'Every day',
    weekday: 'Every working day',
    week: 'Every Monday',
    month: 'On the 1st of each month',
    never: 'Never, only by hand',
  } satisfies Record<Connection['schedule']['every'], string>,

  selection: {
    people_and_accounts: 'People and accounts',
    people: 'People only',
  } satisfies Record<Connection['selection'], string>,

  preference: {
    create_and_update: 'Create and update',
    create_only: 'Create only',
    update_only: 'Update only',
  } satisfies Record<Connection['preference'], string>,

  fieldType: { text: 'Text', number: 'Number', boolean: 'Yes or no', date: 'Date' },

  dataKind: {
    accounts: 'Accounts',
    group: 'Groups',
    role: 'Roles',
    licence: 'Licences',
    app: 'Assigned apps',
    activity: 'Activity',
    transactions: 'Transactions',
  } satisfies Record<Connection['dataAsOf'][number]['kind'], string>,

  entitlementKind: { group: 'Group', role: 'Role', licence: 'Licence', app: 'App' },
}

/** Reasons come from the engine as codes and may grow; those known have a sentence, others are shown as words. */
export const REASON_TEXTS: Readonly<Record<string, string>> = {
  new: 'New at the vendor',
  changed: 'Values changed',
  returned: 'Is back at the vendor',
  matched: 'Matched to a person',
  missing: 'No longer in the vendor’s list',
  marked_active: 'The vendor marks it active',
  marked_inactive: 'The vendor marks it inactive',
  marked_suspended: 'The vendor marks it suspended',
  marked_invited: 'The vendor marks it invited',
  marked_unknown: 'The vendor’s status is not known',
  no_match: 'No person matches',
  mandatory_empty: 'A mandatory field is empty',
  ambiguous_match: 'More than one person matches',
  contradicts_account: 'The person has another account here',
  unique_taken: 'A unique value is taken',
  preference: 'Left alone by the preference',
  duplicate_id: 'The same id came twice',
  service_account: 'Service account',
  unmatched: 'Matched to nobody',
}
