import { counted } from '../format.ts'

export const connect = {
  choose: {
    title: 'Add a connection',
    description: 'Choose the app to connect. A connection only reads: a sync never changes anything at the vendor.',
    search: 'Search connectors',
    none: { title: 'No connector fits', text: 'Many apps speak SCIM 2.0: try the generic SCIM connector.' },
    existing: (count: number) => `View ${counted(count, 'connection')}`,
  },
  steps: { authorise: 'Connect', mapping: 'Mapping', options: 'What to sync', launch: 'Launch', label: 'Steps' },
  title: (connector: string) => `Connect ${connector}`,
  finishTitle: (name: string) => `Set up ${name}`,
  facts: {
    reads: 'What it reads',
    personal: 'Personal data',
    plans: 'Plans',
    before: 'Before you start',
    links: 'Links',
    firewall: 'If the vendor has a firewall',
    firewallKnown: (addresses: string) => `Let in the address that Rollcall sends from: ${addresses}`,
    firewallUnknown:
      'Rollcall sends through the gateway of its network, whose public address only your network’s admins know. Set ROLLCALL_EGRESS_ADDRESS to show it here.',
  },
  form: {
    name: 'Name',
    nameHelp: 'How the connection is called here. Each has a name of its own.',
    app: 'App',
    appHelp: 'Whose accounts these are. Type a new name to add an app.',
    appNew: (name: string) => `Add “${name}”`,
    method: 'How to sign in',
    methods: { usual: 'Usual', advanced: 'Advanced' },
    credential: 'Credential',
    stored: 'Use a stored credential',
    storedNew: 'No, enter a new one',
    hosts: 'Address',
    hostsShow: 'Use another address',
    hostsHelp: 'For another region, a sandbox, or a proxy in between. Leave empty for the vendor’s own.',
    settings: 'Further settings',
    settingsShow: 'Show further settings',
    optional: 'optional',
    required: 'This is needed.',
    submit: 'Save and test connection',
    again: 'Save and test again',
    stay: 'The secret goes into the vault, sealed, and is never shown again.',
  },
  test: {
    saving: 'Saving the credential in the vault',
    asking: (connector: string) => `Asking ${connector} who we are`,
    tenant: (name: string | null, id: string | null) =>
      name && id && name !== id
        ? `Connected to ${name} (${id})`
        : name || id
          ? `Connected to ${name ?? id}`
          : 'The vendor accepts the credential.',
    failed: 'That did not open the vendor account',
    notSaved: 'This could not be saved',
    next: 'Continue to the mapping',
    button: 'Test connection',
    stored: 'A credential is stored. Test it, or enter another one below.',
  },
  options: {
    selection: 'What to take',
    selectionHelp: {
      people_and_accounts: 'The people, and under the app an account for each with role, licences and last activity.',
      people: 'Only what the source says of people, as an HR system or directory does. The app shows no accounts.',
    },
    preference: 'What a sync may do',
    preferenceHelp: {
      create_and_update: 'Makes people who are new and updates those who are known.',
      create_only: 'Makes people who are new and leaves those who are known as they are.',
      update_only:
        'Updates people who are known. Accounts that match nobody wait under “Unmatched”. Good for a first, careful run.',
    },
    deactivate: 'Deactivate who is gone',
    deactivateHelp:
      'An account that is marked inactive at the vendor, or no longer in its complete list, becomes inactive here. Nothing is deleted, and it comes back by itself.',
    guard: 'Hold for a person',
    guardHelp: 'A sync that would deactivate more than this waits until somebody has seen the names.',
    guardMissing: 'More than (accounts)',
    guardPercent: 'and more than (% of the active ones)',
    contacts: 'Contacts',
    contactsHelp:
      'Told by e-mail when a sync fails, waits or does not start, or the connection is lost. Without contacts its owner is told, else the admins. Press Enter after each address.',
    contactWrong: (address: string) => `“${address}” is not an e-mail address.`,
    primary: 'Primary source of people',
    primaryHelp: 'The status of a person follows their account here. Usually the SSO or the HR system.',
  },
  schedule: {
    title: 'Schedule',
    every: 'How often',
    at: 'At',
    timezone: 'Time zone',
    next: 'Next run',
    noNext: 'No run is planned.',
    draft: 'Runs start after the launch.',
    yourTime: 'your time',
  },
  launch: {
    title: 'Ready to launch',
    notReady: 'The mapping is not complete yet',
    toMapping: 'Go to the mapping',
    ready:
      'See the plan first: everything is read and compared, nothing is changed. Or launch, and the first sync starts at once.',
    plan: 'See the plan first',
    launch: 'Launch and sync',
    launchOnly: 'Launch without syncing',
    planRunning: 'A plan is being made.',
    planDone: (created: number, updated: number, skipped: number) =>
      `The last plan: ${counted(created, 'new account')}, ${counted(updated, 'update')}, ${counted(skipped, 'record')} skipped.`,
    planOpen: 'Open the plan',
    summary: {
      app: 'App',
      tenant: 'Vendor account',
      mapped: 'Mapped fields',
      keys: 'Matched by',
      takes: 'Takes',
      may: 'May',
      gone: 'Who is gone',
      runs: 'Runs',
    },
    gone: { yes: 'becomes inactive', no: 'is left alone' },
  },
}
