import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type SearchSchemaInput,
} from '@tanstack/react-router'
import { sessionQuery, setUpQuery } from '../lib/queries/session.ts'
import { oneOf, text, yes } from '../lib/search.ts'
import { texts } from '../lib/texts.ts'
import { CrashedAlone, CrashedPage, NotFoundPage, PendingPage } from './fallback-pages.tsx'
import { Shell } from './shell/shell.tsx'

const { status, syncState, connectionState, action, changeState, entitlementKind } = texts.words

type Search = Record<string, unknown> & SearchSchemaInput

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Outlet, errorComponent: CrashedAlone })

// ---------------------------------------------------------------- without a session

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  beforeLoad: async ({ context }) => {
    if ((await context.client.fetchQuery(setUpQuery)).done) throw redirect({ to: '/sign-in' })
  },
  component: lazyRouteComponent(() => import('../pages/set-up-page.tsx'), 'SetUpPage'),
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Search) => ({ to: text(search['to']), ended: yes(search['ended']) }),
  beforeLoad: async ({ context }) => {
    if (!(await context.client.fetchQuery(setUpQuery)).done) throw redirect({ to: '/setup' })
  },
  component: lazyRouteComponent(() => import('../pages/sign-in-page.tsx'), 'SignInPage'),
})

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('../pages/forgot-password-page.tsx'), 'ForgotPasswordPage'),
})

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  component: lazyRouteComponent(() => import('../pages/welcome-page.tsx'), 'WelcomePage'),
})

const providerReturn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in/from/$providerId',
  component: lazyRouteComponent(() => import('../pages/provider-return-page.tsx'), 'ProviderReturnPage'),
})

// A co-worker's page: by the link of a mail, and without its token once that is swapped for a cookie.
const coworkerSearch = (search: Search) => ({ result: text(search['result']) })
const coworkerPage = lazyRouteComponent(() => import('../pages/coworker/coworker-page.tsx'), 'CoworkerPage')

const coworkerLink = createRoute({
  getParentRoute: () => root,
  path: '/authorize/$token',
  validateSearch: coworkerSearch,
  component: coworkerPage,
})

const coworker = createRoute({
  getParentRoute: () => root,
  path: '/authorize',
  validateSearch: coworkerSearch,
  component: coworkerPage,
})

// ---------------------------------------------------------------- with one

const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery)
    if (session) return { session }
    // A deep link survives the signing in.
    throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } })
  },
  component: Shell,
  // Without the frame: it may be what failed, or there may be no session to show it with.
  errorComponent: CrashedAlone,
})

const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/home-page.tsx'), 'HomePage'),
})

const people = createRoute({
  getParentRoute: () => app,
  path: '/people',
  validateSearch: (search: Search) => ({
    search: text(search['search']),
    status: oneOf(search['status'], status),
    department: text(search['department']),
    app: text(search['app']),
    noAccounts: yes(search['noAccounts']),
  }),
  component: lazyRouteComponent(() => import('../pages/people/people-page.tsx'), 'PeoplePage'),
})

const person = createRoute({
  getParentRoute: () => app,
  path: '/people/$personId',
  validateSearch: (search: Search) => ({ explain: text(search['explain']), account: text(search['account']) }),
  component: lazyRouteComponent(() => import('../pages/people/person-page.tsx'), 'PersonPage'),
})

const accountSearch = (search: Search) => ({
  search: text(search['search']),
  status: oneOf(search['status'], status),
  person: oneOf(search['person'], status),
  connection: text(search['connection']),
  kind: oneOf(search['kind'], ['admin', 'service', 'guest'] as const),
  account: text(search['account']),
})

const accounts = createRoute({
  getParentRoute: () => app,
  path: '/accounts',
  validateSearch: accountSearch,
  component: lazyRouteComponent(() => import('../pages/accounts/accounts-page.tsx'), 'AccountsPage'),
})

const unmatched = createRoute({
  getParentRoute: () => app,
  path: '/accounts/unmatched',
  validateSearch: accountSearch,
  component: lazyRouteComponent(() => import('../pages/accounts/unmatched-page.tsx'), 'UnmatchedPage'),
})

const apps = createRoute({
  getParentRoute: () => app,
  path: '/apps',
  validateSearch: (search: Search) => ({
    search: text(search['search']),
    authorisation: oneOf(search['authorisation'], texts.apps.authorisation),
    status: oneOf(search['status'], texts.apps.status),
    sighted: yes(search['sighted']),
    sort: oneOf(search['sort'], texts.apps.sorts),
  }),
  component: lazyRouteComponent(() => import('../pages/apps/apps-page.tsx'), 'AppsPage'),
})

const catalogue = createRoute({
  getParentRoute: () => app,
  path: '/apps/catalogue',
  validateSearch: (search: Search) => ({
    /** At most one of list, capability and category: what is browsed by. */
    list: oneOf(search['list'], texts.apps.catalogue.lists),
    capability: oneOf(search['capability'], texts.apps.catalogue.capabilities),
    category: text(search['category']),
    search: text(search['search']),
    connectable: yes(search['connectable']),
    sort: oneOf(search['sort'], texts.apps.sorts),
  }),
  component: lazyRouteComponent(() => import('../pages/apps/catalogue-page.tsx'), 'CataloguePage'),
})

const appPage = createRoute({
  getParentRoute: () => app,
  path: '/apps/$appId',
  component: lazyRouteComponent(() => import('../pages/apps/app-frame.tsx'), 'AppFrame'),
})

const appOverview = createRoute({
  getParentRoute: () => appPage,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/apps/app-overview-tab.tsx'), 'AppOverviewTab'),
})

const appUsers = createRoute({
  getParentRoute: () => appPage,
  path: '/users',
  validateSearch: (search: Search) => ({ ...accountSearch(search), holds: text(search['holds']) }),
  component: lazyRouteComponent(() => import('../pages/apps/app-users-tab.tsx'), 'AppUsersTab'),
})

const appHeld = createRoute({
  getParentRoute: () => appPage,
  path: '/held',
  validateSearch: (search: Search) => ({
    search: text(search['search']),
    kind: oneOf(search['kind'], entitlementKind),
    connection: text(search['connection']),
  }),
  component: lazyRouteComponent(() => import('../pages/apps/app-held-tab.tsx'), 'AppHeldTab'),
})

const appCapabilities = createRoute({
  getParentRoute: () => appPage,
  path: '/capabilities',
  component: lazyRouteComponent(() => import('../pages/apps/app-capabilities-tab.tsx'), 'AppCapabilitiesTab'),
})

const connections = createRoute({
  getParentRoute: () => app,
  path: '/connections',
  validateSearch: (search: Search) => ({
    search: text(search['search']),
    state: oneOf(search['state'], connectionState),
    app: text(search['app']),
  }),
  component: lazyRouteComponent(() => import('../pages/connections/connections-page.tsx'), 'ConnectionsPage'),
})

const customConnectors = createRoute({
  getParentRoute: () => app,
  path: '/custom-connectors',
  component: lazyRouteComponent(() => import('../pages/builder/custom-connectors-page.tsx'), 'CustomConnectorsPage'),
})

const newCustomConnector = createRoute({
  getParentRoute: () => app,
  path: '/custom-connectors/new',
  component: lazyRouteComponent(() => import('../pages/builder/builder-page.tsx'), 'NewCustomConnectorPage'),
})

const customConnector = createRoute({
  getParentRoute: () => app,
  path: '/custom-connectors/$customId',
  component: lazyRouteComponent(() => import('../pages/builder/builder-page.tsx'), 'EditCustomConnectorPage'),
})

const chooseConnector = createRoute({
  getParentRoute: () => app,
  path: '/connections/new',
  validateSearch: (search: Search) => ({ search: text(search['search']) }),
  component: lazyRouteComponent(() => import('../pages/connect/choose-connector-page.tsx'), 'ChooseConnectorPage'),
})

const connect = createRoute({
  getParentRoute: () => app,
  path: '/connections/new/$connectorId',
  validateSearch: (search: Search) => ({ how: oneOf(search['how'], ['coworker'] as const) }),
  component: lazyRouteComponent(() => import('../pages/connect/connect-page.tsx'), 'ConnectPage'),
})

const finishSetUp = createRoute({
  getParentRoute: () => app,
  path: '/connections/$connectionId/set-up',
  validateSearch: (search: Search) => ({
    authorised: text(search['authorised']),
    step: oneOf(search['step'], ['authorise', 'mapping', 'options', 'launch'] as const),
  }),
  component: lazyRouteComponent(() => import('../pages/connect/finish-connection-page.tsx'), 'FinishConnectionPage'),
})

const removedConnections = createRoute({
  getParentRoute: () => app,
  path: '/connections/removed',
  component: lazyRouteComponent(() => import('../pages/connections/removed-page.tsx'), 'RemovedConnectionsPage'),
})

const connection = createRoute({
  getParentRoute: () => app,
  path: '/connections/$connectionId',
  validateSearch: (search: Search) => ({ authorised: text(search['authorised']) }),
  component: lazyRouteComponent(() => import('../pages/connections/connection-frame.tsx'), 'ConnectionFrame'),
})

const connectionOverview = createRoute({
  getParentRoute: () => connection,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/connections/overview-tab.tsx'), 'OverviewTab'),
})

const connectionSyncs = createRoute({
  getParentRoute: () => connection,
  path: '/syncs',
  component: lazyRouteComponent(() => import('../pages/connections/syncs-tab.tsx'), 'SyncsTab'),
})

const connectionScopes = createRoute({
  getParentRoute: () => connection,
  path: '/scopes',
  component: lazyRouteComponent(() => import('../pages/connections/scopes-tab.tsx'), 'ScopesTab'),
})

const connectionMapping = createRoute({
  getParentRoute: () => connection,
  path: '/mapping',
  component: lazyRouteComponent(() => import('../pages/connections/mapping-tab.tsx'), 'MappingTab'),
})

const connectionSettings = createRoute({
  getParentRoute: () => connection,
  path: '/settings',
  component: lazyRouteComponent(() => import('../pages/connections/settings-tab.tsx'), 'SettingsTab'),
})

const requests = createRoute({
  getParentRoute: () => app,
  path: '/requests',
  validateSearch: (search: Search) => ({ state: oneOf(search['state'], texts.requests.state) }),
  component: lazyRouteComponent(() => import('../pages/requests/requests-page.tsx'), 'RequestsPage'),
})

const syncs = createRoute({
  getParentRoute: () => app,
  path: '/syncs',
  validateSearch: (search: Search) => ({
    connection: text(search['connection']),
    state: oneOf(search['state'], syncState),
  }),
  component: lazyRouteComponent(() => import('../pages/syncs/syncs-page.tsx'), 'SyncsPage'),
})

const sync = createRoute({
  getParentRoute: () => app,
  path: '/syncs/$syncId',
  validateSearch: (search: Search) => ({
    action: oneOf(search['action'], action),
    state: oneOf(search['state'], changeState),
  }),
  component: lazyRouteComponent(() => import('../pages/syncs/sync-page.tsx'), 'SyncPage'),
})

const credentials = createRoute({
  getParentRoute: () => app,
  path: '/credentials',
  validateSearch: (search: Search) => ({
    search: text(search['search']),
    connector: text(search['connector']),
    owner: text(search['owner']),
    use: oneOf(search['use'], ['used', 'unused'] as const),
    /** The one that is open. */
    credential: text(search['credential']),
  }),
  component: lazyRouteComponent(() => import('../pages/credentials/credentials-page.tsx'), 'CredentialsPage'),
})

const clients = createRoute({
  getParentRoute: () => app,
  path: '/credentials/clients',
  component: lazyRouteComponent(() => import('../pages/credentials/clients-page.tsx'), 'ClientsPage'),
})

const audit = createRoute({
  getParentRoute: () => app,
  path: '/audit',
  validateSearch: (search: Search) => ({
    actor: text(search['actor']),
    source: oneOf(search['source'], texts.audit.sources),
    noun: text(search['noun']),
    since: text(search['since']),
    until: text(search['until']),
    target: text(search['target']),
    event: text(search['event']),
  }),
  component: lazyRouteComponent(() => import('../pages/audit/audit-page.tsx'), 'AuditPage'),
})

const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings',
  beforeLoad: () => {
    throw redirect({ to: '/settings/me' })
  },
})

const tokens = createRoute({
  getParentRoute: () => app,
  path: '/settings/tokens',
  component: lazyRouteComponent(() => import('../pages/settings/tokens-page.tsx'), 'TokensPage'),
})

const variables = createRoute({
  getParentRoute: () => app,
  path: '/settings/variables',
  component: lazyRouteComponent(() => import('../pages/settings/variables-page.tsx'), 'VariablesPage'),
})

const sources = createRoute({
  getParentRoute: () => app,
  path: '/settings/sources',
  component: lazyRouteComponent(() => import('../pages/settings/sources-page.tsx'), 'SourcesPage'),
})

const notices = createRoute({
  getParentRoute: () => app,
  path: '/notices',
  validateSearch: (search: Search) => ({
    state: oneOf(search['state'], ['open', 'closed', 'all'] as const),
    severity: oneOf(search['severity'], texts.notices.severity),
    connection: text(search['connection']),
  }),
  component: lazyRouteComponent(() => import('../pages/notices/notices-page.tsx'), 'NoticesPage'),
})

const outbox = createRoute({
  getParentRoute: () => app,
  path: '/settings/outbox',
  validateSearch: (search: Search) => ({
    search: text(search['search']),
    state: oneOf(search['state'], texts.outbox.state),
  }),
  component: lazyRouteComponent(() => import('../pages/settings/outbox-page.tsx'), 'OutboxPage'),
})

const me = createRoute({
  getParentRoute: () => app,
  path: '/settings/me',
  component: lazyRouteComponent(() => import('../pages/settings/me-page.tsx'), 'MePage'),
})

const users = createRoute({
  getParentRoute: () => app,
  path: '/settings/users',
  component: lazyRouteComponent(() => import('../pages/settings/users-page.tsx'), 'UsersPage'),
})

const roles = createRoute({
  getParentRoute: () => app,
  path: '/settings/roles',
  component: lazyRouteComponent(() => import('../pages/settings/roles-page.tsx'), 'RolesPage'),
})

const signInSettings = createRoute({
  getParentRoute: () => app,
  path: '/settings/sign-in',
  component: lazyRouteComponent(() => import('../pages/settings/sign-in-page.tsx'), 'SignInSettingsPage'),
})

// Whatever is no page: inside the frame, so that one can go on from there.
const nowhere = createRoute({ getParentRoute: () => app, path: '$', component: NotFoundPage })

const routes = root.addChildren([
  setUp,
  signIn,
  forgotPassword,
  welcome,
  providerReturn,
  coworkerLink,
  coworker,
  app.addChildren([
    home,
    people,
    person,
    accounts,
    unmatched,
    apps,
    catalogue,
    appPage.addChildren([appOverview, appUsers, appHeld, appCapabilities]),
    connections,
    chooseConnector,
    customConnectors,
    newCustomConnector,
    customConnector,
    connect,
    finishSetUp,
    removedConnections,
    connection.addChildren([
      connectionOverview,
      connectionSyncs,
      connectionScopes,
      connectionMapping,
      connectionSettings,
    ]),
    requests,
    syncs,
    sync,
    credentials,
    clients,
    audit,
    settings,
    tokens,
    variables,
    me,
    users,
    roles,
    signInSettings,
    sources,
    notices,
    outbox,
    nowhere,
  ]),
])

export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree: routes,
    context: { client },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 200,
    scrollRestoration: true,
    defaultPendingComponent: PendingPage,
    defaultNotFoundComponent: NotFoundPage,
    defaultErrorComponent: CrashedPage,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
