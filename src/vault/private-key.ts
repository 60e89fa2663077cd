import { createPrivateKey, type KeyObject } from 'node:crypto'
import { invalidField } from './fields.ts'

/** A service account's key, with what a vendor's key file tells besides. */
export type ServiceKey = { key: KeyObject; id: string | undefined; issuer: string | undefined }

const PEM = /-----BEGIN ((?:RSA )?PRIVATE KEY)-----([A-Za-z0-9+/=\s]+)-----END \1-----/

function unreadable(field: string): Error {
  const message =
    'This is no private RSA key. Paste the whole key file as the vendor gave it: JSON, or the lines from BEGIN to END, without a passphrase.'
  return invalidField(field, message)
}

/** A key that went through a one-line input, or stood in JSON twice over, has lost or doubled its line breaks. */
function readPem(text: string): KeyObject | undefined {
  const [, label, body] = PEM.exec(text.replaceAll('\\n', '\n')) ?? []
  if (label === undefined || body === undefined) return undefined
  const lines = body.replaceAll(/\s/g, '').match(/.{1,64}/g) ?? []
  try {
    const key = createPrivateKey(`-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`)
    return key.asymmetricKeyType === 'rsa' ? key : undefined
  } catch {
    return undefined
  }
}

/**
 * Reads a private key in PEM (PKCS #8 or #1), or a JSON key file as Google gives it.
 *
 * @param field for the error.
 * @throws `credential_invalid`, without a word of what was read.
 */
export function readServiceKey(text: string, field: string): ServiceKey {
  let file: Readonly<Record<string, unknown>> = {}
  if (text.trimStart().startsWith('{')) {
    try {
      file = JSON.parse(text) as typeof file
    } catch {
      throw unreadable(field)
    }
  }
  const asText = (name: string) => (typeof file[name] === 'string' && file[name] !== '' ? file[name] : undefined)
  const key = readPem(asText('private_key') ?? text)
  if (!key) throw unreadable(field)
  return { key, id: asText('private_key_id'), issuer: asText('client_email') }
}
