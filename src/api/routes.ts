import type { Route } from './route.ts'
import accountsEdit from './routes/accounts/edit.ts'
import accountsGet from './routes/accounts/get.ts'
import accountsIgnore from './routes/accounts/ignore.ts'
import accountsList from './routes/accounts/list.ts'
import accountsMatch from './routes/accounts/match.ts'
import accountsUnmatch from './routes/accounts/unmatch.ts'
import apiTokensCreate from './routes/api-tokens/create.ts'
import apiTokensDelete from './routes/api-tokens/delete.ts'
import apiTokensList from './routes/api-tokens/list.ts'
import appsCreate from './routes/apps/create.ts'
import appsGet from './routes/apps/get.ts'
import appsList from './routes/apps/list.ts'
import auditEventsExport from './routes/audit-events/export.ts'
import auditEventsList from './routes/audit-events/list.ts'
import authorizeAccept from './routes/authorize/accept.ts'
import authorizeGet from './routes/authorize/get.ts'
import authorizeOpen from './routes/authorize/open.ts'
import connectionRequestsConfirm from './routes/connection-requests/confirm.ts'
import connectionRequestsCreate from './routes/connection-requests/create.ts'
import connectionRequestsGet from './routes/connection-requests/get.ts'
import connectionRequestsList from './routes/connection-requests/list.ts'
import connectionRequestsResend from './routes/connection-requests/resend.ts'
import connectionRequestsRevoke from './routes/connection-requests/revoke.ts'
import connectionsAuthorise from './routes/connections/authorise.ts'
import connectionsCreate from './routes/connections/create.ts'
import connectionsDelete from './routes/connections/delete.ts'
import connectionsDisconnect from './routes/connections/disconnect.ts'
import connectionsEdit from './routes/connections/edit.ts'
import connectionsExport from './routes/connections/export.ts'
import connectionsGetMapping from './routes/connections/get-mapping.ts'
import connectionsGetSchedule from './routes/connections/get-schedule.ts'
import connectionsGet from './routes/connections/get.ts'
import connectionsLaunch from './routes/connections/launch.ts'
import connectionsListSyncs from './routes/connections/list-syncs.ts'
import connectionsList from './routes/connections/list.ts'
import connectionsPause from './routes/connections/pause.ts'
import connectionsPreview from './routes/connections/preview.ts'
import connectionsPutMapping from './routes/connections/put-mapping.ts'
import connectionsPutSchedule from './routes/connections/put-schedule.ts'
import connectionsPutScopes from './routes/connections/put-scopes.ts'
import connectionsReconnect from './routes/connections/reconnect.ts'
import connectionsRemoval from './routes/connections/removal.ts'
import connectionsRestore from './routes/connections/restore.ts'
import connectionsResume from './routes/connections/resume.ts'
import connectionsSample from './routes/connections/sample.ts'
import connectionsScopes from './routes/connections/scopes.ts'
import connectionsPreviewMapping from './routes/connections/preview-mapping.ts'
import connectionsSmartMapping from './routes/connections/smart-mapping.ts'
import connectionsSync from './routes/connections/sync.ts'
import connectionsTest from './routes/connections/test.ts'
import connectorsGet from './routes/connectors/get.ts'
import connectorsList from './routes/connectors/list.ts'
import connectorsScopePlan from './routes/connectors/scope-plan.ts'
import credentialsCreate from './routes/credentials/create.ts'
import credentialsDelete from './routes/credentials/delete.ts'
import credentialsGet from './routes/credentials/get.ts'
import credentialsList from './routes/credentials/list.ts'
import credentialsEdit from './routes/credentials/edit.ts'
import credentialsReplaceSecret from './routes/credentials/replace-secret.ts'
import entitlementsAccounts from './routes/entitlements/accounts.ts'
import entitlementsGet from './routes/entitlements/get.ts'
import entitlementsList from './routes/entitlements/list.ts'
import peopleCreate from './routes/people/create.ts'
import peopleDelete from './routes/people/delete.ts'
import peopleEdit from './routes/people/edit.ts'
import peopleExplain from './routes/people/explain.ts'
import peopleFacets from './routes/people/facets.ts'
import peopleGet from './routes/people/get.ts'
import peopleList from './routes/people/list.ts'
import personFieldsList from './routes/person-fields/list.ts'
import presetClientsDelete from './routes/preset-clients/delete.ts'
import presetClientsList from './routes/preset-clients/list.ts'
import presetClientsSave from './routes/preset-clients/save.ts'
import sessionGet from './routes/session/get.ts'
import sessionSignIn from './routes/session/sign-in.ts'
import sessionSignOut from './routes/session/sign-out.ts'
import settingsGet from './routes/settings/get.ts'
import settingsPut from './routes/settings/put.ts'
import setupCreate from './routes/setup/create.ts'
import setupGet from './routes/setup/get.ts'
import summaryGet from './routes/summary/get.ts'
import syncIssuesList from './routes/sync-issues/list.ts'
import syncsApprove from './routes/syncs/approve.ts'
import syncsCancel from './routes/syncs/cancel.ts'
import syncsChanges from './routes/syncs/changes.ts'
import syncsDiscard from './routes/syncs/discard.ts'
import syncsEvents from './routes/syncs/events.ts'
import syncsGet from './routes/syncs/get.ts'
import syncsIssues from './routes/syncs/issues.ts'
import syncsList from './routes/syncs/list.ts'
import syncsPlan from './routes/syncs/plan.ts'
import syncsUndo from './routes/syncs/undo.ts'

/** Every route of `/api/v1`, by file. A route that is not here does not exist. */
export const ROUTES: readonly Route[] = [
  accountsEdit,
  accountsGet,
  accountsIgnore,
  accountsList,
  accountsMatch,
  accountsUnmatch,
  apiTokensCreate,
  apiTokensDelete,
  apiTokensList,
  appsCreate,
  appsGet,
  appsList,
  auditEventsExport,
  auditEventsList,
  authorizeAccept,
  authorizeGet,
  authorizeOpen,
  connectionRequestsConfirm,
  connectionRequestsCreate,
  connectionRequestsGet,
  connectionRequestsList,
  connectionRequestsResend,
  connectionRequestsRevoke,
  connectionsAuthorise,
  connectionsCreate,
  connectionsDelete,
  connectionsDisconnect,
  connectionsEdit,
  connectionsExport,
  connectionsGetMapping,
  connectionsGetSchedule,
  connectionsGet,
  connectionsLaunch,
  connectionsListSyncs,
  connectionsList,
  connectionsPause,
  connectionsPreview,
  connectionsPutMapping,
  connectionsPutSchedule,
  connectionsPutScopes,
  connectionsReconnect,
  connectionsRemoval,
  connectionsRestore,
  connectionsResume,
  connectionsSample,
  connectionsScopes,
  connectionsPreviewMapping,
  connectionsSmartMapping,
  connectionsSync,
  connectionsTest,
  connectorsGet,
  connectorsList,
  connectorsScopePlan,
  credentialsCreate,
  credentialsDelete,
  credentialsGet,
  credentialsList,
  credentialsEdit,
  credentialsReplaceSecret,
  entitlementsAccounts,
  entitlementsGet,
  entitlementsList,
  peopleCreate,
  peopleDelete,
  peopleEdit,
  peopleExplain,
  peopleFacets,
  peopleGet,
  peopleList,
  personFieldsList,
  presetClientsDelete,
  presetClientsList,
  presetClientsSave,
  sessionGet,
  sessionSignIn,
  sessionSignOut,
  settingsGet,
  settingsPut,
  setupCreate,
  setupGet,
  summaryGet,
  syncIssuesList,
  syncsApprove,
  syncsCancel,
  syncsChanges,
  syncsDiscard,
  syncsEvents,
  syncsGet,
  syncsIssues,
  syncsList,
  syncsPlan,
  syncsUndo,
]
