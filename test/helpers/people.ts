import { createOTP } from '@better-auth/utils/otp'
import { newId } from '#base/ids.ts'
import assert from 'node:assert/strict'
import type { Answer, TestApi } from './api.ts'

/** A browser: keeps its cookies, and calls the API as our own pages do. */
export type TestBrowser = {
  call(method: string, path: string, body?: unknown): Promise<Answer>
  jar: Map<string, string>
}

export type TestUser = TestBrowser & { id: string; email: string }

export const PASSWORD = 'correct horse battery'

/** Makes browsers, and users who are signed in with one. */
export function people({ ask, users }: Pick<TestApi, 'ask' | 'users'>) {
  const browser = (): TestBrowser => {
    const jar = new Map<string, string>()
    const call = async (method: string, path: string, body?: unknown) => {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const headers = { 'sec-fetch-site': 'same-origin', ...(cookie && { cookie }) }
      const answer = await ask(method, `/api/v1${path}`, { as: 'nobody', headers, body })
      for (const header of [answer.headers['set-cookie'] ?? []].flat()) {
        const [, name = '', value = '', rest = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(header) ?? []
        if (/max-age=0/i.test(rest)) jar.delete(name)
        else jar.set(name, value)
      }
      return answer
    }
    return { call, jar }
  }

  const person = async (role: string, name = role): Promise<TestUser> => {
    const email = `${name}-${newId()}@example.com`
    const { id } = await users.create({ name, email, password: PASSWORD, role })
    const one = browser()
    assert.equal((await one.call('POST', '/session', { email, password: PASSWORD })).body.user.id, id)
    return { ...one, id, email }
  }

  /** With an authenticator app. */
  const withTotp = async (role = 'viewer'): Promise<TestUser & { uri: string; backupCodes: string[] }> => {
    const one = await person(role)
    const { body } = await one.call('POST', '/me/totp', { password: PASSWORD })
    assert.equal((await one.call('POST', '/me/totp/confirm', { code: await codeOf(body.uri) })).status, 204)
    return { ...one, uri: body.uri, backupCodes: body.backupCodes }
  }

  return { browser, person, withTotp }
}

const given = new Map<string, Set<string>>()

/** A code that an authenticator app shows just now, or half a minute from now, which is taken too: each is good once. */
export async function codeOf(uri: string): Promise<string> {
  const secret = new URL(uri).searchParams.get('secret') ?? ''
  const step = Math.floor(Date.now() / 30_000)
  const used = given.get(secret) ?? new Set()
  given.set(secret, used)
  for (const near of [step, step + 1, step - 1]) {
    const code = await createOTP(decode32(secret)).hotp(near)
    if (!used.has(code)) return used.add(code) && code
  }
  throw new Error('three codes were used within half a minute')
}

function decode32(text: string): string {
  let bits = ''
  for (const letter of text) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')
  return (bits.match(/.{8}/g) ?? []).map((byte) => String.fromCharCode(Number.parseInt(byte, 2))).join('')
}

/** Status and code of an answer. */
export const shown = ({ status, body }: Answer): unknown[] => [status, body?.code]

/** The token of a link in a mail. */
export const tokenIn = (text: string): string => /#([\w-]{43})/.exec(text)?.[1] ?? ''
