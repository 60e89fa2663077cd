import { AppError, type FieldProblem } from '#base/errors.ts'
import type { Connector } from '#kit/define.ts'

/**
 * Where a connector's named hosts are for one connection: the admin's addresses, else the vendor's own, in which parts
 * such as `{subdomain}` are filled from the credential's public fields. Only those that the auth method needs: an address
 * that was typed for another method is left out.
 *
 * @param given base URLs by host name. Throws `invalid_input` naming hosts that are unknown, missing or not a usable URL.
 */
export function resolveHosts(
  connector: Connector,
  method: string,
  publicFields: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const problems: FieldProblem[] = []
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(connector.hosts, name)) {
      problems.push({
        path: `hosts.${name}`,
        message: `${connector.name} has ${Object.keys(connector.hosts).join(', ')}.`,
      })
    }
  }
  const resolved = Object.entries(connector.hosts).flatMap(([name, host]) => {
    if (host.onlyFor && !host.onlyFor.includes(method)) return []
    const own = Object.hasOwn(given, name) ? given[name]?.trim() : undefined
    const url = own || (host.url === undefined ? undefined : fill(host.url, publicFields))
    if (url === undefined && host.optional) return []
    const problem = url === undefined ? `${host.label} is required.` : urlProblem(url)
    if (problem !== undefined) problems.push({ path: `hosts.${name}`, message: problem })
    return [[name, url ?? ''] as const]
  })
  if (problems.length > 0) throw new AppError('invalid_input', { fields: problems })
  return Object.fromEntries(resolved)
}

/** Undefined when a part has no value, or one that would change more than its place in the host name. */
function fill(template: string, fields: Readonly<Record<string, string>>): string | undefined {
  let complete = true
  const url = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(fields, name) ? (fields[name] ?? '') : ''
    if (!/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i.test(value)) complete = false
    return value
  })
  return complete ? url : undefined
}

function urlProblem(text: string): string | undefined {
  const wrong = 'Write the whole address, such as https://example.com/scim/v2, without a query.'
  try {
    const url = new URL(text)
    if (!/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') return wrong
    return url.username === '' && url.password === ''
      ? undefined
      : 'A user name or password does not belong into the address.'
  } catch {
    return wrong
  }
}
