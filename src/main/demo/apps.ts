import { startSandbox as startOnePassword } from '#connectors/1password/sandbox.ts'
import { startSandbox as startAdobe } from '#connectors/adobe-creative-cloud/sandbox.ts'
import { startSandbox as startBamboo } from '#connectors/bamboohr/sandbox.ts'
import { startSandbox as startGoogle } from '#connectors/google-workspace/sandbox.ts'
import { startSandbox as startClickwrap } from '#connectors/ironclad-clickwrap/sandbox.ts'
import { startSandbox as startJira } from '#connectors/jira/sandbox.ts'
import { startSandbox as startLaunchDarkly } from '#connectors/launchdarkly/sandbox.ts'
import { startSandbox as startMiro } from '#connectors/miro/sandbox.ts'
import { startSandbox as startOkta } from '#connectors/okta/sandbox.ts'
import { startSandbox as startOneLogin } from '#connectors/onelogin/sandbox.ts'
import { startSandbox as startPostman } from '#connectors/postman/sandbox.ts'
import { startSandbox as startQuip } from '#connectors/quip/sandbox.ts'
import { startSandbox as startScim } from '#connectors/scim/sandbox.ts'
import { startSandbox as startSegment } from '#connectors/segment/sandbox.ts'
import { startSandbox as startSlack } from '#connectors/slack/sandbox.ts'
import { startSandbox as startZoom } from '#connectors/zoom/sandbox.ts'
import type { NewConnection } from '#core/connections/create-connection.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import type { Usage } from './timeline.ts'

/** An app of the invented company: its simulated vendor, who uses it, and how it was connected. */
export type DemoApp = {
  connector: string
  /** The connection's name. */
  name: string
  method: string
  /** How many days ago it was connected. */
  connected: number
  usage: Usage
  preference?: NewConnection['preference']
  start: (options: { seed: number; users: number; groups: number }) => Promise<Sandbox>
}

/** Everybody has it, and leavers are cleared up the same day: what an HR system and a sign-on service are like. */
const EVERYBODY: Usage = { share: 1, keepsFormer: true, offboards: 'at once', leaversAre: 'deactivated' }

const BUILDERS = ['Engineering', 'Design']

/** In the order in which the company connected them; the first is its HR system, the second its sign-on service. */
export const DEMO_APPS: readonly DemoApp[] = [
  { connector: 'bamboohr', name: 'BambooHR', method: 'api-key', connected: 180, usage: EVERYBODY, start: startBamboo },
  { connector: 'okta', name: 'Okta', method: 'token', connected: 180, usage: EVERYBODY, start: startOkta },
  {
    connector: 'google-workspace',
    name: 'Google Workspace',
    method: 'service-account',
    connected: 180,
    usage: { ...EVERYBODY, offboards: 'late' },
    start: startGoogle,
  },
  {
    connector: 'slack',
    name: 'Slack',
    method: 'token',
    connected: 180,
    usage: { ...EVERYBODY, guests: 140 },
    preference: 'update_only',
    start: startSlack,
  },
  {
    connector: 'zoom',
    name: 'Zoom',
    method: 'server-to-server',
    connected: 120,
    usage: { ...EVERYBODY, offboards: 'late', unused: 0.3 },
    preference: 'update_only',
    start: startZoom,
  },
  {
    connector: 'jira',
    name: 'Jira',
    method: 'api-token',
    connected: 120,
    usage: { ...EVERYBODY, share: 0.8, offboards: 'late' },
    preference: 'update_only',
    start: startJira,
  },
  {
    connector: 'miro',
    name: 'Miro',
    method: 'scim',
    connected: 60,
    usage: { share: 0.6, keepsFormer: true, offboards: 'never', leaversAre: 'deactivated', guests: 12, unused: 0.35 },
    preference: 'update_only',
    start: startMiro,
  },
  {
    connector: 'launchdarkly',
    name: 'LaunchDarkly',
    method: 'token',
    connected: 60,
    usage: {
      share: 0.9,
      departments: BUILDERS,
      keepsFormer: false,
      offboards: 'late',
      leaversAre: 'deleted',
      unused: 0.2,
    },
    preference: 'update_only',
    start: startLaunchDarkly,
  },
  {
    connector: 'adobe-creative-cloud',
    name: 'Adobe Creative Cloud',
    method: 'server-to-server',
    connected: 60,
    usage: {
      share: 0.8,
      departments: ['Design', 'Marketing'],
      keepsFormer: false,
      offboards: 'never',
      leaversAre: 'deleted',
    },
    preference: 'update_only',
    start: startAdobe,
  },
  {
    connector: '1password',
    name: '1Password',
    method: 'users-api',
    connected: 60,
    usage: { ...EVERYBODY, share: 0.95, offboards: 'late' },
    preference: 'update_only',
    start: startOnePassword,
  },
  {
    connector: 'segment',
    name: 'Segment',
    method: 'api-token',
    connected: 30,
    usage: {
      share: 0.7,
      departments: ['Engineering', 'Marketing'],
      keepsFormer: false,
      offboards: 'late',
      leaversAre: 'deleted',
    },
    preference: 'update_only',
    start: startSegment,
  },
  {
    connector: 'quip',
    name: 'Quip',
    method: 'token',
    connected: 30,
    usage: { ...EVERYBODY, share: 0.5, offboards: 'never', unused: 0.6 },
    preference: 'update_only',
    start: startQuip,
  },
  {
    connector: 'ironclad-clickwrap',
    name: 'Ironclad Clickwrap',
    method: 'client-credentials',
    connected: 30,
    usage: {
      share: 0.9,
      departments: ['Legal', 'Sales'],
      keepsFormer: false,
      offboards: 'late',
      leaversAre: 'deleted',
    },
    preference: 'update_only',
    start: startClickwrap,
  },
  {
    connector: 'postman',
    name: 'Postman',
    method: 'api-key',
    connected: 30,
    usage: {
      share: 0.7,
      departments: ['Engineering', 'Support'],
      keepsFormer: false,
      offboards: 'never',
      leaversAre: 'deleted',
    },
    preference: 'update_only',
    start: startPostman,
  },
  {
    connector: 'onelogin',
    name: 'OneLogin (Nordic office)',
    method: 'client-credentials',
    connected: 30,
    usage: { ...EVERYBODY, share: 0.25 },
    preference: 'update_only',
    start: startOneLogin,
  },
  {
    connector: 'scim',
    name: 'Intranet (SCIM)',
    method: 'bearer',
    connected: 7,
    usage: { ...EVERYBODY, offboards: 'late' },
    preference: 'update_only',
    start: startScim,
  },
]
