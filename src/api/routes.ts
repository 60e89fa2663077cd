import type { Route } from './route.ts'
import accountsEdit from './routes/accounts/edit.ts'
import accountsGet from './routes/accounts/get.ts'
import accountsIgnore from './routes/accounts/ignore.ts'
import accountsList from './routes/accounts/list.ts'
import accountsMatch from './routes/accounts/match.ts'
import accountsUnmatch from './routes/accounts/unmatch.ts'
import activityList from './routes/activity/list.ts'
import apiTokensCreate from './routes/api-tokens/create.ts'
import apiTokensDelete from './routes/api-tokens/delete.ts'
import apiTokensList from './routes/api-tokens/list.ts'
import appCollectionsGet from './routes/app-collections/get.ts'
import appMovesUndo from './routes/app-moves/undo.ts'
import appsAuthorise from './routes/apps/authorise.ts'
import appsCategories from './routes/apps/categories.ts'
import appsCreate from './routes/apps/create.ts'
import appsGet from './routes/apps/get.ts'
import appsList from './routes/apps/list.ts'
import appsMap from './routes/apps/map.ts'
import appsMergePreview from './routes/apps/merge-preview.ts'
import appsMerge from './routes/apps/merge.ts'
import appsSightings from './routes/apps/sightings.ts'
import appsUse from './routes/apps/use.ts'
import auditEventsExport from './routes/audit-events/export.ts'
import auditEventsGet from './routes/audit-events/get.ts'
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
import connectionsPreviewMapping from './routes/connections/preview-mapping.ts'
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
import connectionsSmartMapping from './routes/connections/smart-mapping.ts'
import connectionsSync from './routes/connections/sync.ts'
import connectionsTest from './routes/connections/test.ts'
import connectionsListUploads from './routes/connections/list-uploads.ts'
import connectionsUpload from './routes/connections/upload.ts'
import filesPreview from './routes/files/preview.ts'
import connectorsGet from './routes/connectors/get.ts'
import connectorsList from './routes/connectors/list.ts'
import connectorsScopePlan from './routes/connectors/scope-plan.ts'
import credentialsCreate from './routes/credentials/create.ts'
import credentialsDelete from './routes/credentials/delete.ts'
import credentialsGet from './routes/credentials/get.ts'
import credentialsList from './routes/credentials/list.ts'
import credentialsEdit from './routes/credentials/edit.ts'
import credentialsReplaceSecret from './routes/credentials/replace-secret.ts'
import credentialsRevokeAll from './routes/credentials/revoke-all.ts'
import customConnectorsCreate from './routes/custom-connectors/create.ts'
import customConnectorsDelete from './routes/custom-connectors/delete.ts'
import customConnectorsExport from './routes/custom-connectors/export.ts'
import customConnectorsGet from './routes/custom-connectors/get.ts'
import customConnectorsList from './routes/custom-connectors/list.ts'
import customConnectorsPut from './routes/custom-connectors/put.ts'
import customConnectorsSignIns from './routes/custom-connectors/sign-ins.ts'
import customConnectorsTest from './routes/custom-connectors/test.ts'
import customConnectorsVersions from './routes/custom-connectors/versions.ts'
import dashboardsChanges from './routes/dashboards/changes.ts'
import dashboardsTrends from './routes/dashboards/trends.ts'
import entitlementsAccounts from './routes/entitlements/accounts.ts'
import entitlementsGet from './routes/entitlements/get.ts'
import entitlementsList from './routes/entitlements/list.ts'
import meAddPasskey from './routes/me/add-passkey.ts'
import meBackupCodes from './routes/me/backup-codes.ts'
import meChangePassword from './routes/me/change-password.ts'
import meConfirmTotp from './routes/me/confirm-totp.ts'
import meDeletePasskey from './routes/me/delete-passkey.ts'
import meEdit from './routes/me/edit.ts'
import meEndOtherSessions from './routes/me/end-other-sessions.ts'
import meEndSession from './routes/me/end-session.ts'
import meLinkProvider from './routes/me/link-provider.ts'
import mePasskeyOptions from './routes/me/passkey-options.ts'
import mePasskeys from './routes/me/passkeys.ts'
import meSessions from './routes/me/sessions.ts'
import meStartTotp from './routes/me/start-totp.ts'
import meStopTotp from './routes/me/stop-totp.ts'
import noticesAcknowledge from './routes/notices/acknowledge.ts'
import noticesCount from './routes/notices/count.ts'
import noticesList from './routes/notices/list.ts'
import outboxList from './routes/outbox/list.ts'
import outboxRead from './routes/outbox/read.ts'
import outboxResend from './routes/outbox/resend.ts'
import outboxStatus from './routes/outbox/status.ts'
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
import rolesCreate from './routes/roles/create.ts'
import rolesDelete from './routes/roles/delete.ts'
import rolesEdit from './routes/roles/edit.ts'
import rolesList from './routes/roles/list.ts'
import sessionAcceptLink from './routes/session/accept-link.ts'
import sessionBeginProvider from './routes/session/begin-provider.ts'
import sessionFinishProvider from './routes/session/finish-provider.ts'
import sessionGet from './routes/session/get.ts'
import sessionPasskeyOptions from './routes/session/passkey-options.ts'
import sessionPasskey from './routes/session/passkey.ts'
import sessionProviders from './routes/session/providers.ts'
import sessionReadLink from './routes/session/read-link.ts'
import sessionRequestReset from './routes/session/request-reset.ts'
import sessionSecondFactor from './routes/session/second-factor.ts'
import sessionSignIn from './routes/session/sign-in.ts'
import sessionSignOut from './routes/session/sign-out.ts'
import sessionStepUp from './routes/session/step-up.ts'
import settingsEgressAddress from './routes/settings/egress-address.ts'
import settingsGet from './routes/settings/get.ts'
import settingsPut from './routes/settings/put.ts'
import setupCreate from './routes/setup/create.ts'
import setupGet from './routes/setup/get.ts'
import signInProvidersCreate from './routes/sign-in-providers/create.ts'
import signInProvidersDelete from './routes/sign-in-providers/delete.ts'
import signInProvidersEdit from './routes/sign-in-providers/edit.ts'
import signInProvidersList from './routes/sign-in-providers/list.ts'
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
import transactionsList from './routes/transactions/list.ts'
import userInvitationsCreate from './routes/user-invitations/create.ts'
import userInvitationsDelete from './routes/user-invitations/delete.ts'
import userInvitationsList from './routes/user-invitations/list.ts'
import userInvitationsResend from './routes/user-invitations/resend.ts'
import usersDelete from './routes/users/delete.ts'
import usersDisable from './routes/users/disable.ts'
import usersEdit from './routes/users/edit.ts'
import usersEnable from './routes/users/enable.ts'
import usersEndSession from './routes/users/end-session.ts'
import usersGet from './routes/users/get.ts'
import usersList from './routes/users/list.ts'
import usersSessions from './routes/users/sessions.ts'
import usersSignOut from './routes/users/sign-out.ts'
import variablesDelete from './routes/variables/delete.ts'
import variablesList from './routes/variables/list.ts'
import variablesSave from './routes/variables/save.ts'

/** Every route of `/api/v1`, by file. A route that is not here does not exist. */
export const ROUTES: readonly Route[] = [
  accountsEdit,
  accountsGet,
  accountsIgnore,
  accountsList,
  accountsMatch,
  accountsUnmatch,
  activityList,
  apiTokensCreate,
  apiTokensDelete,
  apiTokensList,
  appCollectionsGet,
  appMovesUndo,
  appsAuthorise,
  appsCategories,
  appsCreate,
  appsGet,
  appsList,
  appsMap,
  appsMergePreview,
  appsMerge,
  appsSightings,
  appsUse,
  auditEventsExport,
  auditEventsGet,
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
  connectionsPreviewMapping,
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
  connectionsSmartMapping,
  connectionsSync,
  connectionsTest,
  connectionsListUploads,
  connectionsUpload,
  filesPreview,
  connectorsGet,
  connectorsList,
  connectorsScopePlan,
  credentialsCreate,
  credentialsDelete,
  credentialsGet,
  credentialsList,
  credentialsEdit,
  credentialsReplaceSecret,
  credentialsRevokeAll,
  customConnectorsCreate,
  customConnectorsDelete,
  customConnectorsExport,
  customConnectorsGet,
  customConnectorsList,
  customConnectorsPut,
  customConnectorsSignIns,
  customConnectorsTest,
  customConnectorsVersions,
  dashboardsChanges,
  dashboardsTrends,
  entitlementsAccounts,
  entitlementsGet,
  entitlementsList,
  meAddPasskey,
  meBackupCodes,
  meChangePassword,
  meConfirmTotp,
  meDeletePasskey,
  meEdit,
  meEndOtherSessions,
  meEndSession,
  meLinkProvider,
  mePasskeyOptions,
  mePasskeys,
  meSessions,
  meStartTotp,
  meStopTotp,
  noticesAcknowledge,
  noticesCount,
  noticesList,
  outboxList,
  outboxRead,
  outboxResend,
  outboxStatus,
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
  rolesCreate,
  rolesDelete,
  rolesEdit,
  rolesList,
  sessionAcceptLink,
  sessionBeginProvider,
  sessionFinishProvider,
  sessionGet,
  sessionPasskeyOptions,
  sessionPasskey,
  sessionProviders,
  sessionReadLink,
  sessionRequestReset,
  sessionSecondFactor,
  sessionSignIn,
  sessionSignOut,
  sessionStepUp,
  settingsEgressAddress,
  settingsGet,
  settingsPut,
  setupCreate,
  setupGet,
  signInProvidersCreate,
  signInProvidersDelete,
  signInProvidersEdit,
  signInProvidersList,
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
  transactionsList,
  userInvitationsCreate,
  userInvitationsDelete,
  userInvitationsList,
  userInvitationsResend,
  usersDelete,
  usersDisable,
  usersEdit,
  usersEnable,
  usersEndSession,
  usersGet,
  usersList,
  usersSessions,
  usersSignOut,
  variablesDelete,
  variablesList,
  variablesSave,
]
