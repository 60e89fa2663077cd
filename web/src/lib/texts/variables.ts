export const variables = {
  title: 'Variables',
  description:
    'Values that several connections need. Write {{Name}} into an address, a setting or a field that is no secret, and the value is filled in when the form is saved.',
  list: 'Variables',
  add: 'Add variable',
  edit: 'Change',
  editNamed: (name: string) => `Change ${name}`,
  remove: 'Delete',
  removeNamed: (name: string) => `Delete ${name}`,
  empty: {
    title: 'No variables yet',
    text: 'Save a subdomain or a team id once, as Zendesk.Subdomain for instance, and use it in every form.',
  },
  columns: { name: 'Name', value: 'Value', updated: 'Changed' },
  saved: 'The variable is saved. Connections that stand keep what was filled in.',
  removed: 'The variable is gone. Connections that stand keep what was filled in.',
  dialog: {
    add: 'Add variable',
    change: (name: string) => `Change ${name}`,
    name: 'Name',
    nameHelp: 'Letters, digits and underscores, with dots between parts: Zendesk.Subdomain',
    value: 'Value',
    valueHelp: 'Everybody who may see connections sees it. Secrets belong into credentials.',
    save: 'Save',
  },
  removeTitle: (name: string) => `Delete ${name}?`,
  removeText: 'Forms that say this name are refused from now on. What was filled in with it stays as it is.',
  hint: (names: readonly string[]) =>
    `Saved variables can be written here: ${names.map((name) => `{{${name}}}`).join(', ')}`,
}
