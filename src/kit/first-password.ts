import { randomBytes } from 'node:crypto'

/**
 * A password that nobody learns, for vendors that make no account without one: 24 random bytes, with the kinds of
 * characters that rules ask for. It is sent once and kept nowhere; the person sets one of their own, or signs in through
 * the sign-on service.
 */
export function firstPassword(): string {
  return `${randomBytes(24).toString('base64url')}aA1!`
}
