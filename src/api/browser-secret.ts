import { START_MS } from '#core/users/provider-sign-in.ts'

/**
 * The cookie that binds a sign-in at a provider to the browser that began it. Over https no other host can set it.
 *
 * @param publicUrl where people reach Rollcall.
 */
export function browserSecretCookie(publicUrl: string): {
  read(cookie: string | undefined): string | undefined
  /** As a Set-Cookie header; without a value, the one that clears it. */
  write(value?: string): string
} {
  const secure = publicUrl.startsWith('https:')
  const name = `${secure ? '__Host-' : ''}rollcall_provider`
  return {
    read: (cookie) =>
      cookie
        ?.split(/; */)
        .find((pair) => pair.startsWith(`${name}=`))
        ?.slice(name.length + 1),
    write: (value) =>
      `${name}=${value ?? ''}; Path=/; Max-Age=${value === undefined ? 0 : START_MS / 1000}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
  }
}
