import type { App } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { Status, type Tone } from '../../ui/status.tsx'

export const APP_TONE: Record<App['status'], Tone> = {
  error: 'bad',
  disconnected: 'idle',
  connected: 'good',
  requested: 'info',
  available: 'open',
  unknown: 'open',
}

export const AUTHORISATION_TONE: Record<App['authorisation'], Tone> = {
  managed: 'good',
  unmanaged: 'idle',
  restricted: 'bad',
  needs_review: 'warn',
}

/** How far an app is connected. */
export function AppStatus({ status }: { status: App['status'] }) {
  return <Status tone={APP_TONE[status]} label={texts.apps.status[status]} />
}

/** What the organisation thinks of an app (F12). */
export function Authorisation({ state }: { state: App['authorisation'] }) {
  return <Status tone={AUTHORISATION_TONE[state]} label={texts.apps.authorisation[state]} />
}
