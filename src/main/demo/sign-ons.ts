import type { GoogleSandbox } from '#connectors/google-workspace/sandbox.ts'
import type { OktaSandbox } from '#connectors/okta/sandbox.ts'
import type { ZoomSandbox } from '#connectors/zoom/sandbox.ts'
import { inventEvents, type SandboxEvent } from '#kit/sandbox-events.ts'
import { seededRandom } from '#kit/sandbox-people.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import type { Vendor } from './build-history.ts'
import type { Company } from './company.ts'

/** Apps that people reach through the sign-on service and that nobody has connected: some of them nobody has looked at either. */
const SHADOW_APPS: readonly { label: string; share: number; departments?: readonly string[] }[] = [
  { label: 'Notion', share: 0.45 },
  { label: 'Figma', share: 0.9, departments: ['Design', 'Engineering'] },
  { label: 'Salesforce', share: 0.95, departments: ['Sales', 'Support'] },
  { label: 'ChatGPT', share: 0.3 },
  { label: 'Grammarly', share: 0.12 },
  { label: 'Receipt Robot', share: 0.02 },
]

/** Brings to a day what the sign-on services and the meeting app know beside people: who may use which app, and who did. */
export function moveSignOns(company: Company, vendors: readonly Vendor[], at: Date): void {
  const okta = sandboxOf<OktaSandbox>(vendors, 'okta')
  const google = sandboxOf<GoogleSandbox>(vendors, 'google-workspace')
  const zoom = sandboxOf<ZoomSandbox>(vendors, 'zoom')
  okta.apps.splice(0, Infinity, ...assignedApps(company, vendors, at))
  for (const licence of google.licences) {
    licence.holders.clear()
    for (const { active, email } of google.state.view.users) if (active) licence.holders.add(email)
  }
  replace(okta.events, inventEvents(seen(okta, at), okta.apps, at))
  replace(google.events, inventEvents(seen(google, at), [], at))
  replace(zoom.events, inventEvents(seen(zoom, at), [], at))
}

function assignedApps(company: Company, vendors: readonly Vendor[], at: Date): OktaSandbox['apps'] {
  const { timeline: sso } = vendors.find(({ app }) => app.connector === 'okta')!
  const working = company.employees.filter(({ joined, left }) => joined <= at && (left === null || left > at))
  const assigned = (id: string, label: string, has: (number: number) => boolean) => ({
    id,
    label,
    users: Object.fromEntries(
      working.flatMap(({ number }) => {
        const user = sso.idOf(number)
        return user !== undefined && has(number) ? [[user, 'ACTIVE']] : []
      }),
    ),
  })
  const connected = vendors
    .filter(({ app }) => app.connector !== 'okta' && app.connector !== 'bamboohr')
    .map(({ app, timeline }) =>
      assigned(`0oa${app.connector}`, app.name, (number) => timeline.idOf(number) !== undefined),
    )
  const shadow = SHADOW_APPS.map(({ label, share, departments }, seed) =>
    assigned(`0oashadow${seed}`, label, (number) => {
      const { department } = company.employees[number]!
      return (departments?.includes(department) ?? true) && seededRandom(seed * 100_003 + number)() < share
    }),
  )
  return [...connected, ...shadow]
}

/** Whoever can still sign in that day. */
const seen = ({ state }: Sandbox, at: Date) =>
  state.view.users.filter(({ active, createdAt }) => active && Date.parse(createdAt) < at.getTime())

function replace(events: SandboxEvent[], by: readonly SandboxEvent[]): void {
  events.length = 0
  for (const event of by) events.push(event)
}

function sandboxOf<Of extends Sandbox>(vendors: readonly Vendor[], connector: string): Of {
  return vendors.find(({ app }) => app.connector === connector)!.sandbox as Of
}
