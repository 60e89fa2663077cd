/** A cookie of ours, beside the session's own. */
export type Cookie = {
  name: string
  value: string
  /** Sent to this path and below it only. */
  path: string
  /** `Lax` travels when another site sends the browser to us, as a vendor does after the consent; `Strict` never does. */
  sameSite: 'Lax' | 'Strict'
  /** 0 removes it. */
  maxAgeSeconds: number
}

/**
 * The Set-Cookie header. Scripts cannot read it; over https it is marked secure and named so that only a secure page may
 * set it.
 *
 * @param publicUrl where people reach Rollcall.
 */
export function cookieHeader(publicUrl: string, { name, value, path, sameSite, maxAgeSeconds }: Cookie): string {
  const isSecure = publicUrl.startsWith('https:')
  const parts = [
    `${isSecure ? '__Secure-' : ''}${name}=${value}`,
    `Path=${path}`,
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    `SameSite=${sameSite}`,
  ]
  return [...parts, ...(isSecure ? ['Secure'] : [])].join('; ')
}

/** The values of the cookies whose name begins so, as `cookieHeader` named them. */
export function cookieValues(publicUrl: string, header: string | undefined, prefix: string): string[] {
  const wanted = `${publicUrl.startsWith('https:') ? '__Secure-' : ''}${prefix}`
  return (header ?? '').split(';').flatMap((part) => {
    const [name = '', value = ''] = part.trim().split('=', 2)
    return name.startsWith(wanted) ? [value] : []
  })
}
