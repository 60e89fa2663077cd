/** How an authorisation at the vendor ended, by the code that Rollcall adds to the address. */
export const RESULTS: Readonly<Record<string, { title: string; text: string }>> = {
  ok: { title: 'Authorised', text: 'The vendor has given its consent.' },
  authorisation_denied: {
    title: 'Consent was declined at the vendor',
    text: 'Nothing was connected. Begin again, or ask a co-worker who may give it.',
  },
  authorisation_refused: {
    title: 'The vendor refused to authorise',
    text: 'Mostly its OAuth app does not know our callback address, or does not allow the scopes that were asked for. Check both at the vendor, then try again.',
  },
  authorisation_state_missing: {
    title: 'This answer belongs to nothing that was begun here',
    text: 'It was not used. Begin again in Rollcall.',
  },
  authorisation_state_wrong: {
    title: 'This answer does not belong to what was begun',
    text: 'It was not used. Begin again in Rollcall.',
  },
  authorisation_issuer_wrong: {
    title: 'The answer came from another authorisation server',
    text: 'Nothing was sent to it. Check the addresses and the issuer of this credential, then begin again.',
  },
  authorisation_unknown: {
    title: 'This answer belongs to no authorisation of this Rollcall',
    text: 'It was not used. Begin again in Rollcall.',
  },
  authorisation_other_browser: {
    title: 'This was begun in another browser',
    text: 'Finish it there, or begin again in this one.',
  },
  authorisation_replayed: {
    title: 'This answer was used before',
    text: 'It counts once. If this is not connected, begin again.',
  },
  authorisation_expired: {
    title: 'The authorisation has ended',
    text: 'It took longer than ten minutes, or a newer one took its place. Begin again.',
  },
  authorisation_provider_mismatch: {
    title: 'The answer came from another vendor',
    text: 'It was not used. Begin again.',
  },
  scopes_missing: {
    title: 'The vendor granted less than is needed',
    text: 'Authorise again, and leave every required scope ticked on the vendor’s page.',
  },
  tenant_changed: {
    title: 'That is another vendor account than before',
    text: 'Nothing was read, and the grant was given back. Sign in at the vendor with the account that this connection belongs to, or add a new connection for the other one.',
  },
  surface_changed: {
    title: 'That way to sign in reads another interface of the vendor',
    text: 'The same people have other ids there. Add a new connection for it instead.',
  },
  tenant_connected: {
    title: 'This vendor account is connected already',
    text: 'Use the connection that is there: a second one would count every account twice.',
  },
  vendor_unauthorized: {
    title: 'The vendor refused the client or the credential',
    text: 'Check the client ID and the client secret, and enter them again.',
  },
  vendor_unavailable: {
    title: 'The vendor does not answer just now',
    text: 'Try again in a few minutes.',
  },
  preset_client_missing: {
    title: 'There is no OAuth client to ask with',
    text: 'Enter one, or ask the person who sent you here.',
  },
  vendor_forbidden: {
    title: 'The vendor does not let this account read what is needed',
    text: 'Authorise with an account that administers the app.',
  },
  request_expired: { title: 'This request has expired', text: 'Ask the person who sent it to send it again.' },
  request_revoked: {
    title: 'This request was taken back',
    text: 'The person who sent it no longer wants an answer. Nothing was connected.',
  },
  request_used: { title: 'This request is fulfilled already', text: 'There is nothing left to do.' },
  request_busy: {
    title: 'Another window is answering this request',
    text: 'Look there. If it fails, open the link from the mail again.',
  },
  request_link_invalid: {
    title: 'This link is not valid',
    text: 'It may have been cut off when it was copied, or a newer mail has replaced it. Take the newest mail, or ask for another.',
  },
  request_page_ended: { title: 'This page has ended', text: 'Open the link from the mail again.' },
  too_many_requests: {
    title: 'Too many tries',
    text: 'Wait a quarter of an hour, then open the link from the mail again.',
  },
}

export const OTHER_RESULT = {
  title: 'The authorisation could not be completed',
  text: 'Try again. If it fails the same way, the log of this Rollcall says why.',
}

export const requests = {
  title: 'Connection requests',
  description: 'What co-workers were asked to authorise. Nothing they authorise is used before you have confirmed it.',
  list: 'Connection requests',
  empty: {
    title: 'No requests yet',
    text: 'When somebody else administers an app, ask them from “Add a connection”: they get a mail with a link and need no account.',
    action: 'Add a connection',
  },
  filter: 'Status',
  noneFit: { title: 'No request fits', text: 'None has this status.' },
  columns: { connection: 'Connection', who: 'Asked', state: 'Status', when: 'Sent' },
  state: {
    sent: 'Awaiting authorisation',
    opened: 'Opened',
    authorised: 'Confirm the account',
    confirmed: 'Confirmed',
    expired: 'Expired: send again',
    revoked: 'Taken back',
  },
  askedBy: (name: string) => `by ${name}`,
  until: 'Until',
  resend: 'Send again…',
  resendTitle: 'Send the request again',
  resendText:
    'A new link goes to this address. The old link, and every page that it has opened, stops working at once.',
  resendYes: 'Send',
  resendNamed: (name: string) => `Send again…: the request to ${name}`,
  resent: 'Sent. The old link no longer works.',
  revoke: 'Take back',
  revokeNamed: (name: string) => `Take back: the request to ${name}`,
  revokeTitle: (name: string) => `Take the request to ${name} back?`,
  revokeText: 'The link stops working at once, also where it is open already.',
  revoked: 'Taken back',
  confirm: 'Confirm…',
  confirmNamed: (name: string) => `Confirm… what ${name} authorised`,
  confirmTitle: 'Is this the right vendor account?',
  confirmText: (name: string) => `${name} authorised it. Until you confirm, nothing is read from it.`,
  account: 'Vendor account',
  accountId: 'Its id',
  domain: 'Domain',
  byWhom: 'Authorised by',
  granted: 'Granted scopes',
  unknown: 'The vendor does not say',
  unknownWarning:
    'The vendor names neither account nor domain. Ask your co-worker which account they signed in to before you confirm.',
  confirmYes: 'Yes, use it',
  confirmed: 'Confirmed. Go on with the mapping.',
  reject: 'No, reject it',
  rejected: 'Rejected. The grant was given back, and nothing is kept.',
  pending: (name: string) => `${name} was asked to authorise this connection.`,
  pendingConfirm: (name: string) => `${name} has authorised this connection. Confirm the vendor account to go on.`,
  canAsk: 'If somebody else administers this app, they can authorise it by a link, without an account here.',
  open: 'Open requests',
  ask: {
    name: 'Name',
    email: 'E-mail',
    note: 'Note',
    noteHelp: 'Stands in the mail and on the page that its link opens.',
    legend: 'Who shall authorise',
    send: 'Send the request',
    sent: (name: string) => `${name} has mail. You see here what comes of it.`,
    text: 'They get a mail with a link that works once, for 72 hours. It shows who asks, for which scopes and on which server. They need no account here, but must administer the app.',
    credential: 'The credential is theirs to enter. The address is yours: it says where their credential is sent.',
    clientOptional: 'Leave the client empty if your co-worker has it.',
    title: 'Ask a co-worker',
  },
}

export const coworker = {
  title: (app: string) => `Authorise ${app}`,
  titleEmpty: 'Authorisation',
  asks: (requester: string, app: string) => `${requester} asks you to connect ${app} to this Rollcall.`,
  greeting: (name: string) => `Hello ${name}`,
  what: 'Rollcall keeps your company’s list of people, accounts and licences.',
  onlyReads: 'What is asked for only lets it read.',
  facts: {
    by: 'Asked by',
    app: 'App',
    connection: 'Called',
    server: 'Server',
    rollcall: 'For Rollcall at',
    until: 'Link works until',
  },
  note: (requester: string) => `${requester} writes`,
  scopes: 'What is asked for',
  required: 'required',
  reads: 'What is read',
  before: 'Before you start',
  credential: 'Your credential',
  client: 'OAuth client',
  clientHelp: 'Register an OAuth app at the vendor with this callback address, then enter its client here.',
  form: 'It goes to the server named above and nowhere else, sealed, and nobody here can see it again.',
  redirect: (app: string) => `You go on to ${app}, sign in there, and see the same scopes once more before you decide.`,
  submit: 'Authorise',
  go: (app: string) => `Continue to ${app}`,
  decline: 'If you do not know who asks, close this page. Nothing happens.',
  failed: 'That did not open the vendor account',
  done: 'Thank you, that is all',
  doneText:
    'It is authorised. The person who asked now confirms that it is the right account. You can close this page.',
  opening: 'Opening the link',
  again: 'Open the link from the mail to try again.',
  rollcall: 'Rollcall',
}
