import type { Letter } from '#mail/compose.ts'
import { linkPath } from './user-links.ts'

/** The mail that invites: who sends it, to what, what to do, and what happens if one does nothing. */
export function invitationLetter(input: { token: string; name: string; by: string; roleName: string }): Letter {
  return {
    title: 'You are invited to Rollcall',
    lines: [
      `Hello ${input.name},`,
      `${input.by} invites you to Rollcall, where your company sees who has which account in which app. Come in within three days; the link is good once.`,
    ],
    facts: [['Role', input.roleName]],
    action: { label: 'Come in', path: linkPath(input.token) },
    because: 'If you do not know what this is about, do nothing.',
  }
}

/** The mail that lets somebody set a new password. */
export function resetLetter(input: { token: string; name: string }): Letter {
  return {
    title: 'A new password for Rollcall',
    lines: [
      `Hello ${input.name},`,
      'Somebody, probably you, asked for a new password. Choose it within an hour; the link is good once.',
    ],
    action: { label: 'Choose a new password', path: linkPath(input.token) },
    because: 'If it was not you, do nothing: your password stays as it is.',
  }
}
