import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser'
import { request } from './api/client.ts'

export const canUsePasskeys = browserSupportsWebAuthn

/** The person said no, took too long, or the device has none: nothing to explain. */
export class PasskeyCancelled extends Error {}

/** Asks the device for a passkey of ours. Throws `PasskeyCancelled`. */
export async function takePasskey(): Promise<Record<string, unknown>> {
  const { options } = await request('POST /session/passkey-options')
  const optionsJSON = options as unknown as Parameters<typeof startAuthentication>[0]['optionsJSON']
  return { ...(await orCancelled(() => startAuthentication({ optionsJSON }))) }
}

export async function signInWithPasskey(): Promise<void> {
  await request('POST /session/passkey', { body: { answer: await takePasskey() } })
}

/** Makes a passkey on this device and keeps it under a name. Throws `PasskeyCancelled`. */
export async function makePasskey(name: string): Promise<void> {
  const { options } = await request('POST /me/passkeys/options')
  const optionsJSON = options as unknown as Parameters<typeof startRegistration>[0]['optionsJSON']
  const answer = { ...(await orCancelled(() => startRegistration({ optionsJSON }))) }
  await request('POST /me/passkeys', { body: { name, answer } })
}

async function orCancelled<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    throw new PasskeyCancelled('no passkey was given', { cause })
  }
}
