import type { Notice, OutboxMail } from '../api-types.ts'
import { counted, figure } from '../format.ts'

export const notices = {
  title: 'Notices',
  description: 'What went wrong or waits, one notice per cause. Each closes by itself when its cause is gone.',
  list: 'Notices',
  bell: (unseen: number) => (unseen === 0 ? 'Notices' : `Notices: ${counted(unseen, 'notice')} open`),
  bellTitle: 'Notices',
  bellEmpty: 'Nothing is open. Well done.',
  all: 'All notices',
  empty: {
    title: 'Nothing is open',
    text: 'When a run fails, waits or does not start, you read it here and by e-mail.',
  },
  emptyFiltered: { title: 'No notice fits these filters', text: 'Clear a filter to see more.' },
  filterState: 'State',
  filterSeverity: 'Severity',
  filterConnection: 'Connection',
  state: { open: 'Open', closed: 'Closed' },
  severity: { error: 'Error', warning: 'Warning', info: 'Information' } satisfies Record<Notice['severity'], string>,
  whatToDo: 'What to do',
  open: 'Open',
  openNamed: (title: string) => `Open: ${title}`,
  take: 'I take care of it',
  takeNamed: (title: string) => `I take care of it: ${title}`,
  taken: 'It is yours. Nobody is reminded of it any more.',
  inHand: (name: string) => `${name} takes care of it`,
  opened: 'opened',
  closed: 'closed',
  times: (count: number) => `${figure(count)} times`,
}

export const outbox = {
  title: 'Outbox',
  description: 'The mails of the last 30 days. Their text is erased once they are delivered.',
  list: 'Mails',
  noServer: 'No mail is sent',
  noServerText:
    'There is no mail server (SMTP_URL), so mails wait here. Read one to pass it on by hand; who has read what is recorded.',
  failedTitle: (count: number) => `${counted(count, 'mail')} could not be delivered`,
  failedText: 'Mend what the reason says, then send them again.',
  search: 'Search by address or subject',
  filterState: 'State',
  state: { waiting: 'Waiting', sending: 'Being sent', sent: 'Sent', failed: 'Failed' } satisfies Record<
    OutboxMail['state'],
    string
  >,
  empty: { title: 'No mail yet', text: 'Invitations, connection requests and notices go out from here.' },
  emptyFiltered: { title: 'No mail fits these filters', text: 'Clear a filter to see more.' },
  columns: { to: 'To', subject: 'Subject', state: 'State', queued: 'Written', actions: 'Actions' },
  nextTry: 'next try',
  resend: 'Send again',
  resendNamed: (subject: string, to: string) => `Send again: ${subject}, to ${to}`,
  resent: 'It is tried again now.',
  read: 'Read',
  readNamed: (subject: string, to: string) => `Read: ${subject}, to ${to}`,
  dialogTo: (to: string) => `To ${to}`,
  confirmRead: 'This mail is for somebody else. That you have read it is recorded in the audit log.',
  confirmReadAction: 'Read it',
}
