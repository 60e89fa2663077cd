import type { AuthScheme } from '#kit/auth.ts'
import type { OpenCredential } from './credentials.ts'
import { fieldOf, invalidField, optionalField } from './fields.ts'

/** A request as it will go out, without what authorises it. */
export type Unsigned = { method: string; url: URL; headers: Readonly<Record<string, string>>; body: string | undefined }

/** What a request needs to be let in. Holds secrets in the open: it is made for one request and goes nowhere else. */
export type Stamp = {
  headers: Record<string, string>
  query: Record<string, string>
  /** Headers that depend on the very request. */
  sign?: (request: Unsigned) => Promise<Record<string, string>>
}

/** Schemes whose secret goes onto the request as it is; the others get a token first, or sign. */
export type DirectScheme = Extract<AuthScheme, { kind: 'header' | 'header-from-fields' | 'query' | 'basic' | 'none' }>

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/
/** What may stand in a header's value; anything else would end the header or is no single byte. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
/** Headers that the connection or the kit sets; an admin who types one of them would break or redirect the request. */
const NOT_FOR_SECRETS =
  /^(?:host|connection|content-.*|transfer-encoding|upgrade|expect|keep-alive|te|trailer|accept.*|proxy-.*|cookie)$/i

/**
 * A header that an admin named.
 *
 * @throws `credential_invalid`
 */
export function headerFrom(credential: OpenCredential, field: string | undefined): string | undefined {
  const header = optionalField(credential, field)
  if (field !== undefined && header !== undefined && (!HEADER_NAME.test(header) || NOT_FOR_SECRETS.test(header))) {
    throw invalidField(field, 'This is not a header that a credential can be sent in.')
  }
  return header
}

function inHeader(header: string, value: string, field: string): Stamp {
  if (!HEADER_VALUE.test(value))
    throw invalidField(field, 'This has characters that cannot be sent, such as a line break.')
  return { headers: { [header.toLowerCase()]: value }, query: {} }
}

/** `Bearer` typed into a form has lost its blank; a prefix that ends in a sign of its own needs none. */
export function spaced(prefix: string): string {
  return /[\w)]$/.test(prefix) ? `${prefix} ` : prefix
}

/** Vendors show a key together with its prefix, and people copy both (F23). */
function prefixed(prefix: string, value: string): string {
  const word = prefix.trimEnd()
  const isThere = word !== '' && value.slice(0, word.length + 1).toLowerCase() === `${word.toLowerCase()} `
  return prefix + (isThere ? value.slice(word.length + 1).trimStart() : value)
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

/**
 * The stamp of a credential.
 *
 * @throws `credential_invalid` when a field is missing or cannot be sent.
 */
export function stampOf(scheme: DirectScheme, credential: OpenCredential): Stamp {
  switch (scheme.kind) {
    case 'none':
      return { headers: {}, query: {} }
    case 'header':
      return inHeader(scheme.header, prefixed(scheme.prefix, fieldOf(credential, scheme.field)), scheme.field)
    case 'header-from-fields': {
      const header = headerFrom(credential, scheme.headerField)
      // A header of one's own has no prefix unless one is named: the default belongs to the default header.
      const prefix = optionalField(credential, scheme.prefixField) ?? (header === undefined ? scheme.prefix : '')
      return inHeader(
        header ?? scheme.header,
        prefixed(spaced(prefix), fieldOf(credential, scheme.field)),
        scheme.field,
      )
    }
    case 'query':
      return {
        headers: {},
        query: { [optionalField(credential, scheme.paramField) ?? scheme.param]: fieldOf(credential, scheme.field) },
      }
    case 'basic': {
      const username = fieldOf(credential, scheme.username)
      if ('fixedPassword' in scheme)
        return inHeader('authorization', basic(username, scheme.fixedPassword), scheme.username)
      return inHeader(
        'authorization',
        basic(username, optionalField(credential, scheme.password) ?? ''),
        scheme.password,
      )
    }
  }
}

/** The stamp of an access token; the one that a vendor gave can be sent or not, and is not the admin's fault. */
export function tokenStamp(prefix: string, token: string, header = 'authorization'): Stamp {
  return { headers: { [header.toLowerCase()]: prefix + token }, query: {} }
}

/** RFC 6749 §2.3.1: id and secret are form-encoded before they become user name and password. */
export function clientBasic(id: string, secret: string): string {
  const encode = (text: string) => new URLSearchParams({ '': text }).toString().slice(1)
  return basic(encode(id), encode(secret))
}
