// Made by web/generate-types.mjs from docs/openapi.json. Do not edit.

export type AcceptLink = {
  token: string
  name?: string
  password: string
}

export type AcceptRequest = {
  credential?: Record<string, string>
}

export type AcceptedRequest = {
  url: string | null
}

export type Account = {
  id: string
  connectionId: string
  connectionName: string
  appId: string
  appName: string
  externalId: string
  email: string | null
  username: string | null
  displayName: string | null
  givenName: string | null
  familyName: string | null
  status: "active" | "suspended" | "inactive" | "invited" | "unknown"
  sourceStatus: "active" | "suspended" | "inactive" | "invited" | "unknown"
  vendorStatus: string | null
  manualStatus: "active" | "suspended" | "inactive" | "invited" | "unknown" | null
  role: string | null
  isAdmin: boolean
  isServiceAccount: boolean
  isGuest: boolean
  isIntegrationAccount: boolean
  lastActiveAt: string | null
  lastActivePrecision: "instant" | "day" | null
  lastActiveGrade: "login" | "sso" | "action" | null
  lastActiveSource: string | null
  createdAt: string | null
  personId: string | null
  personName: string | null
  unmatchedReason: string | null
  ignored: boolean
  licences: string[]
  fields: Record<string, string | number | boolean | null>
  claims: Record<string, string | number | boolean | null>
  firstSeenAt: string
  missingSince: string | null
}

export type AccountDetail = {
  id: string
  connectionId: string
  connectionName: string
  appId: string
  appName: string
  externalId: string
  email: string | null
  username: string | null
  displayName: string | null
  givenName: string | null
  familyName: string | null
  status: "active" | "suspended" | "inactive" | "invited" | "unknown"
  sourceStatus: "active" | "suspended" | "inactive" | "invited" | "unknown"
  vendorStatus: string | null
  manualStatus: "active" | "suspended" | "inactive" | "invited" | "unknown" | null
  role: string | null
  isAdmin: boolean
  isServiceAccount: boolean
  isGuest: boolean
  isIntegrationAccount: boolean
  lastActiveAt: string | null
  lastActivePrecision: "instant" | "day" | null
  lastActiveGrade: "login" | "sso" | "action" | null
  lastActiveSource: string | null
  createdAt: string | null
  personId: string | null
  personName: string | null
  unmatchedReason: string | null
  ignored: boolean
  licences: string[]
  fields: Record<string, string | number | boolean | null>
  claims: Record<string, string | number | boolean | null>
  firstSeenAt: string
  missingSince: string | null
  entitlements: HeldEntitlement[]
}

export type AccountEdit = {
  manualStatus: "active" | "suspended" | "inactive" | "invited" | "unknown" | null
}

export type AccountIgnore = {
  ignored: boolean
}

export type AccountMatch = {
  personId: string
} | {
  create: true
}

export type ActivityDay = {
  id: string
  accountId: string
  accountName: string | null
  connectionId: string
  connectionName: string
  appId: string
  appName: string
  personId: string | null
  personName: string | null
  day: string
  grade: "login" | "sso" | "action"
  events: number
  lastAt: string | null
  action: string | null
  via: {
    externalId: string
    name: string | null
    entitlementId: string | null
  } | null
}

export type ApiToken = {
  id: string
  name: string
  prefix: string
  rights: "none" | "read" | "own" | "all"
  createdBy: string | null
  makerId: string | null
  createdAt: string
  lastUsedAt: string | null
  expiresAt: string | null
  revokedAt: string | null
}

export type ApiTokenWithSecret = {
  id: string
  name: string
  prefix: string
  rights: "none" | "read" | "own" | "all"
  createdBy: string | null
  makerId: string | null
  createdAt: string
  lastUsedAt: string | null
  expiresAt: string | null
  revokedAt: string | null
  token: string
}

export type App = {
  id: string
  name: string
  connector: string | null
  category: string
  description: string
  site: string | null
  connectionCount: number
  accountCount: number
  activeAccountCount: number
  asOf: string | null
  status: "error" | "disconnected" | "connected" | "requested" | "available" | "unknown"
  authorisation: "managed" | "unmanaged" | "restricted" | "needs_review"
  isAuthorisationChosen: boolean
  people: number
  seenBy: ({
    connectionId: string
    connectionName: string
    people: number
  })[]
  mergedInto: string | null
}

export type AppCategory = {
  category: string
  apps: number
  connectable: number
}

export type AppCollection = {
  id: "recommended" | "essentials" | "staff-picks" | "workflow-favorites"
  basis: "own_use" | "starting_set"
  items: ({
    app: App
    reason: {
      kind: "seen"
      people: number
      in: string
    } | {
      kind: "share"
      percent: number
    } | {
      kind: "people"
      people: number
    } | null
  })[]
}

export type AppMerge = {
  intoId: string
}

export type AppMove = {
  id: string
  fromApp: string
  fromName: string
  intoApp: string
  intoName: string
  isMerge: boolean
  sightings: number
  connections: number
  actorName: string
  movedAt: string
}

export type AppSightings = {
  items: ({
    connectionId: string
    connectionName: string
    externalId: string
    name: string
    url: string | null
    people: number
    basis: "site" | "name" | "new" | "chosen"
    standing: boolean
  })[]
  moves: AppMove[]
}

export type AppUse = {
  total: {
    people: number
    accounts: number
    byStatus: {
      active: number
      suspended: number
      inactive: number
      invited: number
      unknown: number
    }
    recent: number | null
    lastUsedAt: string | null
    seats: {
      bought: number
      held: number
    } | null
  }
  connections: ({
    people: number
    accounts: number
    byStatus: {
      active: number
      suspended: number
      inactive: number
      invited: number
      unknown: number
    }
    recent: number | null
    lastUsedAt: string | null
    seats: {
      bought: number
      held: number
    } | null
    connectionId: string
  })[]
}

export type AppsAuthorisation = {
  ids: string[]
  authorisation: "managed" | "unmanaged" | "restricted" | "needs_review" | null
}

export type AuditEvent = {
  id: string
  at: string
  actor: {
    kind: "user" | "token" | "cli" | "system"
    id: string | null
    name: string | null
  }
  action: string
  targetKind: string | null
  targetId: string | null
  detail: Record<string, unknown>
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  address: string | null
  requestId: string | null
}

export type Authorisation = {
  url: string
  expiresAt: string
}

export type Authorise = {
  scopes?: string[]
  credentialId?: string
  credential?: Record<string, string>
  method?: string
}

export type BackupCodes = {
  backupCodes: string[]
}

export type BeginProvider = {
  again?: boolean
}

export type Claim = {
  source: "manual" | "connection"
  connectionId: string | null
  connectionName: string | null
  accountId: string | null
  externalId: string | null
  value: string | number | boolean | null
  wins: boolean
  asOf: string | null
  rule: string
  raw: unknown
}

export type Confirmation = {
  confirm?: string
}

export type ConnectField = {
  name: string
  label: string
  secret: boolean
  help: string
  placeholder: string | null
  optional: boolean
  multiline: boolean
  pattern: {
    source: string
    message: string
  } | null
  normalise: "host-part" | "no-trailing-slash" | null
  choices: ({
    value: string
    label: string
  })[] | null
}

export type Connection = {
  id: string
  appId: string
  appName: string
  connector: string
  name: string
  method: string
  credentialId: string | null
  hosts: Record<string, string>
  settings: Record<string, string | number | boolean | null>
  scopes: string[]
  selection: "people" | "people_and_accounts"
  preference: "create_and_update" | "create_only" | "update_only"
  deactivate: boolean
  schedule: {
    every: "15_minutes" | "30_minutes" | "hour" | "3_hours" | "6_hours" | "12_hours" | "day" | "weekday" | "week" | "month" | "never"
    at: string
    timezone: string
  }
  contacts: string[]
  guard: {
    missing: number
    percent: number
  }
  state: "draft" | "active" | "paused" | "disconnected" | "removed"
  error: Failure | null
  health: ConnectionHealth
  problem: ConnectionProblem | null
  lostAt: string | null
  paused: {
    at: string | null
    reason: "hold" | null
  } | null
  disconnected: {
    at: string
    revocation: "pending" | "revoked" | "unsupported" | "failed" | "kept" | null
  } | null
  removed: {
    at: string
    until: string
  } | null
  integrationUser: string | null
  integrationAccount: {
    externalId: string
    accountId: string | null
    name: string | null
  } | null
  asOf: string | null
  dataAsOf: ({
    kind: "accounts" | "group" | "role" | "licence" | "app" | "activity" | "transactions"
    asOf: string
    since: string | null
  })[]
  nextDueAt: string | null
  vendorTenantId: string | null
  vendorTenantName: string | null
  vendorTenantDomain: string | null
  isPrimarySource: boolean
  precedence: number
  accountCount: number
  activeAccountCount: number
  lastSync: Sync | null
  runningSync: Sync | null
  createdAt: string
  updatedAt: string
}

export type ConnectionEdit = {
  name?: string
  selection?: "people" | "people_and_accounts"
  preference?: "create_and_update" | "create_only" | "update_only"
  deactivate?: boolean
  contacts?: string[]
  settings?: Record<string, string | number | boolean | null>
  hosts?: Record<string, string>
  guard?: {
    missing: number
    percent: number
  }
  isPrimarySource?: boolean
  integrationUser?: string | null
  appRecord?: "shared" | "own"
}

export type ConnectionHealth = {
  colour: "green" | "yellow" | "red" | "grey"
  reason: "draft" | "paused" | "disconnected" | "removed" | "lost" | "waiting" | "held" | "failed" | "cancelled" | "partial" | "fine"
  text: string
  failed: ({
    stream: string
    lastReadAt: string | null
  })[]
}

export type ConnectionProblem = {
  class: "insufficient_permission" | "invalid_credentials" | "mfa" | "terms" | "temporary" | "other_account" | "plan" | "address" | "other"
  code: string
  message: string
  whatToDo: string
  whoCan: ({
    kind: "credential_owner" | "contact" | "vendor_admin" | "rollcall_admin"
    name: string | null
  })[]
}

export type ConnectionRequest = {
  id: string
  connectionId: string
  connectionName: string
  appId: string
  appName: string
  connector: string
  method: string
  scopes: string[]
  name: string
  email: string
  note: string
  requesterName: string
  state: "sent" | "opened" | "authorised" | "confirmed" | "expired" | "revoked"
  sentAt: string
  expiresAt: string
  openedAt: string | null
  authorisedAt: string | null
  decidedAt: string | null
  vendorTenantId: string | null
  vendorTenantName: string | null
  vendorTenantDomain: string | null
  grantedScopes: string[] | null
  createdAt: string
}

export type ConnectionScope = {
  id: string
  label: string
  serves: "discovery" | "provisioning" | "workflows"
  required: boolean
  explains: string
  wanted: boolean
  granted: boolean | null
  state: "connected" | "missing" | "off" | "unknown" | "disconnected"
  without: string
}

export type ConnectionScopes = {
  items: ConnectionScope[]
  beyond: string[]
  needsAuthorisation: boolean
  adding: {
    how: "authorise" | "by_hand"
    text: string
  }
}

export type Connector = {
  id: string
  name: string
  category: string
  description: string
  isPrimarySource: boolean
  capabilities: string[]
  dataPoints: string[]
  personalData: string[]
  supportedPlans: string[]
  similarApps: string[]
  links: ({
    label: string
    url: string
  })[]
  prerequisites: string[]
  hosts: Record<string, {
    label: string
    help: string
    url: string | null
    onlyFor: string[] | null
    optional: boolean
  }>
  auth: ({
    id: string
    label: string
    help: string
    flow: "form" | "redirect"
    callbackUrl: string | null
    scopes: "asked" | "at_vendor" | "none"
    advanced: boolean
    fields: ConnectField[]
  })[]
  settings: ConnectField[]
  scopes: Scope[]
  actions: ConnectorAction[]
  sourceFields: SourceField[]
  validation: string
}

export type ConnectorAction = {
  name: string
  kind: "create" | "invite" | "deactivate" | "reactivate" | "delete" | "assign-licence" | "remove-licence" | "add-to-group" | "remove-from-group" | "assign-app" | "remove-app" | "change-role"
  label: string
  explains: string
  consequences: string[]
  destructive: boolean
  scopes: string[]
  methods: string[]
  fields: ({
    name: string
    label: string
    help: string
    kind: "account" | "group" | "licence" | "app" | "role" | "email" | "text" | "choice"
    optional: boolean
    choices: ({
      value: string
      label: string
    })[] | null
  })[]
  undoneBy: string | null
  noUndo: string | null
}

export type ConnectorDefinition = {
  format?: "rollcall-connector/1"
  name: string
  description?: string
  category?: string
  isPrimarySource?: boolean
  baseUrl: string | null
  auth: ({
    method: "bearer"
    label?: string
    help?: string
  } | {
    method: "basic"
    label?: string
    help?: string
  } | {
    method: "header"
    header?: string
    prefix?: string
    label?: string
    help?: string
  } | {
    method: "query"
    param?: string
    label?: string
    help?: string
  } | {
    method: "oauth2"
    authorizeUrl?: string
    tokenUrl?: string
    revokeUrl?: string
    label?: string
    help?: string
  } | {
    method: "client-credentials"
    tokenUrl?: string
    label?: string
    help?: string
  } | {
    method: "service-account"
    tokenUrl?: string
    label?: string
    help?: string
  } | {
    method: "aws"
    label?: string
    help?: string
  } | {
    method: "session"
    loginUrl?: string
    label?: string
    help?: string
  } | {
    method: "none"
    label?: string
    help?: string
  })[]
  headers?: Record<string, string>
  accounts: {
    path: string
    query?: Record<string, string>
    headers?: Record<string, string>
    records?: string
    paging: {
      style: "none"
    } | {
      style: "offset"
      param: string
      sizeParam: string
      pageSize?: number
    } | {
      style: "page"
      param: string
      sizeParam: string
      pageSize?: number
      first?: 0 | 1
    } | {
      style: "cursor"
      param: string
      next: {
        path: string
      } | {
        header: string
      }
      sizeParam?: string
      pageSize?: number
    } | {
      style: "next-link"
      next: string
      sizeParam?: string
      pageSize?: number
    } | {
      style: "link-header"
      sizeParam?: string
      pageSize?: number
    }
    total?: {
      path: string
    } | {
      header: string
    }
    detail?: {
      path: string
      query?: Record<string, string>
    }
    one?: {
      path: string
      query?: Record<string, string>
      record?: string
    }
    fields: {
      externalId: string
      email?: string
      username?: string
      displayName?: string
      givenName?: string
      familyName?: string
      role?: string
      lastActiveAt?: string
      createdAt?: string
    }
    status: {
      source: string
      values: Record<string, "active" | "suspended" | "inactive" | "invited" | "unknown">
      absent?: "active" | "suspended" | "inactive" | "invited" | "unknown"
    } | {
      always: "active" | "suspended" | "inactive" | "invited"
    }
    flags?: {
      isAdmin?: {
        source: string
        values?: string[]
      }
      isServiceAccount?: {
        source: string
        values?: string[]
      }
      isGuest?: {
        source: string
        values?: string[]
      }
    }
    holds?: ({
      kind?: "group" | "role" | "licence"
      list: string
      id?: string
      name?: string
    })[]
    data?: ({
      name: string
      source: string
      type?: "text" | "number" | "boolean" | "date"
      personal?: boolean
    })[]
  }
  groups?: {
    path: string
    query?: Record<string, string>
    headers?: Record<string, string>
    records?: string
    paging: {
      style: "none"
    } | {
      style: "offset"
      param: string
      sizeParam: string
      pageSize?: number
    } | {
      style: "page"
      param: string
      sizeParam: string
      pageSize?: number
      first?: 0 | 1
    } | {
      style: "cursor"
      param: string
      next: {
        path: string
      } | {
        header: string
      }
      sizeParam?: string
      pageSize?: number
    } | {
      style: "next-link"
      next: string
      sizeParam?: string
      pageSize?: number
    } | {
      style: "link-header"
      sizeParam?: string
      pageSize?: number
    }
    total?: {
      path: string
    } | {
      header: string
    }
    kind?: "group" | "role" | "licence"
    fields: {
      externalId: string
      name: string
      description?: string
    }
    members?: {
      list: string
      id?: string
    }
  }
  memberships?: {
    path: string
    query?: Record<string, string>
    headers?: Record<string, string>
    records?: string
    paging: {
      style: "none"
    } | {
      style: "offset"
      param: string
      sizeParam: string
      pageSize?: number
    } | {
      style: "page"
      param: string
      sizeParam: string
      pageSize?: number
      first?: 0 | 1
    } | {
      style: "cursor"
      param: string
      next: {
        path: string
      } | {
        header: string
      }
      sizeParam?: string
      pageSize?: number
    } | {
      style: "next-link"
      next: string
      sizeParam?: string
      pageSize?: number
    } | {
      style: "link-header"
      sizeParam?: string
      pageSize?: number
    }
    total?: {
      path: string
    } | {
      header: string
    }
    kind?: "group" | "role" | "licence"
    account: string
    by?: "id" | "email"
    group?: string
  }
  probe?: {
    path: string
    tenantId?: string
    tenantName?: string
  }
  concurrency?: number
  rateLimit?: {
    requests: number
    perSeconds: number
  }
}

export type ConnectorSignIn = {
  method: string
  label: string
  help: string
  flow: "form" | "redirect"
  fields: ConnectField[]
}

export type Credential = {
  id: string
  name: string
  connector: string
  method: string
  owner: {
    id: string
    name: string
  } | null
  publicFields: Record<string, string>
  hosts: string[]
  usedBy: ({
    connectionId: string
    name: string
  })[]
  isPreset: boolean
  expiresAt: string | null
  expiryFrom: "hand" | "vendor"
  lastUsedAt: string | null
  createdAt: string
  updatedAt: string
}

export type CredentialEdit = {
  name?: string
  ownerId?: string | null
  expiresAt?: string | null
}

export type CredentialSecret = {
  fields: Record<string, string>
  hosts?: Record<string, string>
  expiresAt?: string
}

export type CustomConnector = {
  id: string
  name: string
  version: number
  definition: {
    format: "rollcall-connector/1"
    name: string
    description: string
    category: string
    isPrimarySource: boolean
    baseUrl: string | null
    auth: ({
      method: "bearer"
      label?: string
      help?: string
    } | {
      method: "basic"
      label?: string
      help?: string
    } | {
      method: "header"
      header?: string
      prefix?: string
      label?: string
      help?: string
    } | {
      method: "query"
      param?: string
      label?: string
      help?: string
    } | {
      method: "oauth2"
      authorizeUrl?: string
      tokenUrl?: string
      revokeUrl?: string
      label?: string
      help?: string
    } | {
      method: "client-credentials"
      tokenUrl?: string
      label?: string
      help?: string
    } | {
      method: "service-account"
      tokenUrl?: string
      label?: string
      help?: string
    } | {
      method: "aws"
      label?: string
      help?: string
    } | {
      method: "session"
      loginUrl?: string
      label?: string
      help?: string
    } | {
      method: "none"
      label?: string
      help?: string
    })[]
    headers?: Record<string, string>
    accounts: {
      path: string
      query?: Record<string, string>
      headers?: Record<string, string>
      records?: string
      paging: {
        style: "none"
      } | {
        style: "offset"
        param: string
        sizeParam: string
        pageSize: number
      } | {
        style: "page"
        param: string
        sizeParam: string
        pageSize: number
        first: 0 | 1
      } | {
        style: "cursor"
        param: string
        next: {
          path: string
        } | {
          header: string
        }
        sizeParam?: string
        pageSize: number
      } | {
        style: "next-link"
        next: string
        sizeParam?: string
        pageSize: number
      } | {
        style: "link-header"
        sizeParam?: string
        pageSize: number
      }
      total?: {
        path: string
      } | {
        header: string
      }
      detail?: {
        path: string
        query?: Record<string, string>
      }
      one?: {
        path: string
        query?: Record<string, string>
        record?: string
      }
      fields: {
        externalId: string
        email?: string
        username?: string
        displayName?: string
        givenName?: string
        familyName?: string
        role?: string
        lastActiveAt?: string
        createdAt?: string
      }
      status: {
        source: string
        values: Record<string, "active" | "suspended" | "inactive" | "invited" | "unknown">
        absent: "active" | "suspended" | "inactive" | "invited" | "unknown"
      } | {
        always: "active" | "suspended" | "inactive" | "invited"
      }
      flags: {
        isAdmin?: {
          source: string
          values?: string[]
        }
        isServiceAccount?: {
          source: string
          values?: string[]
        }
        isGuest?: {
          source: string
          values?: string[]
        }
      }
      holds: ({
        kind: "group" | "role" | "licence"
        list: string
        id?: string
        name?: string
      })[]
      data: ({
        name: string
        source: string
        type: "text" | "number" | "boolean" | "date"
        personal: boolean
      })[]
    }
    groups?: {
      path: string
      query?: Record<string, string>
      headers?: Record<string, string>
      records?: string
      paging: {
        style: "none"
      } | {
        style: "offset"
        param: string
        sizeParam: string
        pageSize: number
      } | {
        style: "page"
        param: string
        sizeParam: string
        pageSize: number
        first: 0 | 1
      } | {
        style: "cursor"
        param: string
        next: {
          path: string
        } | {
          header: string
        }
        sizeParam?: string
        pageSize: number
      } | {
        style: "next-link"
        next: string
        sizeParam?: string
        pageSize: number
      } | {
        style: "link-header"
        sizeParam?: string
        pageSize: number
      }
      total?: {
        path: string
      } | {
        header: string
      }
      kind: "group" | "role" | "licence"
      fields: {
        externalId: string
        name: string
        description?: string
      }
      members?: {
        list: string
        id?: string
      }
    }
    memberships?: {
      path: string
      query?: Record<string, string>
      headers?: Record<string, string>
      records?: string
      paging: {
        style: "none"
      } | {
        style: "offset"
        param: string
        sizeParam: string
        pageSize: number
      } | {
        style: "page"
        param: string
        sizeParam: string
        pageSize: number
        first: 0 | 1
      } | {
        style: "cursor"
        param: string
        next: {
          path: string
        } | {
          header: string
        }
        sizeParam?: string
        pageSize: number
      } | {
        style: "next-link"
        next: string
        sizeParam?: string
        pageSize: number
      } | {
        style: "link-header"
        sizeParam?: string
        pageSize: number
      }
      total?: {
        path: string
      } | {
        header: string
      }
      kind: "group" | "role" | "licence"
      account: string
      by: "id" | "email"
      group?: string
    }
    probe?: {
      path: string
      tenantId?: string
      tenantName?: string
    }
    concurrency: number
    rateLimit?: {
      requests: number
      perSeconds: number
    }
  }
  connections: string[]
  createdAt: string
  updatedAt: string
}

export type CustomConnectorVersion = {
  version: number
  savedBy: string
  savedAt: string
}

export type DailyFigures = {
  day: string
  people: number
  activePeople: number
  accounts: number
  activeAccounts: number
  leftOpen: number
  seats: number | null
  usedSeats: number | null
}

export type EgressAddress = {
  source: "configured" | "interface" | "behind_gateway"
  addresses: string[]
}

export type Entitlement = {
  id: string
  connectionId: string
  connectionName: string
  appId: string
  kind: "group" | "role" | "licence" | "app"
  externalId: string
  name: string
  description: string | null
  seats: number | null
  url: string | null
  accountCount: number
  missingSince: string | null
}

export type Explanation = {
  field: string
  value: string | number | boolean | null
  winner: "manual" | "connection" | null
  claims: Claim[]
}

export type Facet = {
  value: string | null
  count: number
}

export type Failure = {
  code: string
  message: string
}

export type FieldProblem = {
  path: string
  message: string
}

export type FilePreview = {
  format: "csv" | "json"
  encoding: "utf-8" | "utf-16" | "windows-1252"
  delimiter: string | null
  columns: ({
    name: string
    path: string
    example: string | null
  })[]
  rows: unknown[]
  rowCount: number
  problems: ({
    line: number
    why: string
  })[]
  problemCount: number
  guess: Record<string, string>
}

export type FinishProvider = {
  query: string
}

export type GoTo = {
  url: string
}

export type HeldEntitlement = {
  id: string
  kind: "group" | "role" | "licence" | "app"
  externalId: string
  name: string
  since: string
}

export type Invitation = {
  id: string
  email: string
  name: string | null
  role: string | null
  roleName: string
  createdBy: string | null
  createdAt: string
  expiresAt: string
}

export type Invite = {
  email: string
  name: string
  role: string
}

export type IssueReason = {
  kind: "skipped" | "failed" | "repaired" | "notice"
  reason: string
  count: number
}

export type Launch = {
  sync?: boolean
}

export type LinkFacts = {
  kind: "invite" | "reset" | "recover"
  email: string
  name: string | null
  roleName: string | null
  invitedBy: string | null
  expiresAt: string
}

export type LinkToken = {
  token: string
}

export type Made = {
  id: string
}

export type MailBody = {
  text: string
  html?: string
}

export type MappingPreview = {
  isTaken: boolean
  fields: ({
    field: string
    value: string | number | boolean | null
    steps: ({
      what: string
      value: string | number | boolean | null
    })[]
    problems: string[]
    error: string | null
  })[]
  offered: ({
    path: string
    value: string | number | boolean | null
  })[]
}

export type MappingView = {
  targets: ({
    field: string
    source?: string
    constant?: string | number | boolean
    values?: Record<string, string | number | boolean | null>
    key?: boolean
  })[]
  customFields: ({
    field: string
    label: string
    type: "text" | "number" | "boolean" | "date"
    unique?: boolean
  })[]
  sources: ({
    name: string
    path: string
  })[]
  filter: {
    match: "all" | "any"
    rules: ({
      path: string
      op: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "ends_with" | "in" | "not_in" | "greater" | "less" | "present" | "absent" | "is_true" | "is_false"
      value?: string | number | boolean | (string | number)[]
    } | {
      match: "all" | "any"
      rules: ({
        path: string
        op: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "ends_with" | "in" | "not_in" | "greater" | "less" | "present" | "absent" | "is_true" | "is_false"
        value?: string | number | boolean | (string | number)[]
      } | {
        match: "all" | "any"
        rules: ({
          path: string
          op: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "ends_with" | "in" | "not_in" | "greater" | "less" | "present" | "absent" | "is_true" | "is_false"
          value?: string | number | boolean | (string | number)[]
        })[]
      })[]
    })[]
  } | null
  offered: SourceField[]
  problems: FieldProblem[]
}

export type MergePreview = {
  connections: ({
    id: string
    name: string
    accounts: number
  })[]
  sightings: number
  people: number
}

export type MyEdit = {
  name: string
}

export type NewApiToken = {
  name: string
  rights: "none" | "read" | "own" | "all"
  expiresAt?: string
}

export type NewApp = {
  id?: string
  name: string
  category: string
  description?: string
}

export type NewConnection = {
  appId?: string
  connector: string
  name: string
  method: string
  credential?: Record<string, string>
  credentialId?: string
  hosts?: Record<string, string>
  settings?: Record<string, string | number | boolean | null>
  scopes?: string[]
  selection: "people" | "people_and_accounts"
  preference: "create_and_update" | "create_only" | "update_only"
  deactivate: boolean
  schedule?: Schedule
  contacts?: string[]
  smart?: boolean
  appRecord?: "shared" | "own"
  integrationUser?: string | null
  mapping?: {
    targets: ({
      field: string
      source?: string
      constant?: string | number | boolean
      values?: Record<string, string | number | boolean | null>
      key?: boolean
    })[]
    customFields?: ({
      field: string
      label: string
      type: "text" | "number" | "boolean" | "date"
      unique?: boolean
    })[]
    sources?: ({
      name: string
      path: string
    })[]
    filter?: {
      match: "all" | "any"
      rules: ({
        path: string
        op: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "ends_with" | "in" | "not_in" | "greater" | "less" | "present" | "absent" | "is_true" | "is_false"
        value?: string | number | boolean | (string | number)[]
      } | {
        match: "all" | "any"
        rules: ({
          path: string
          op: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "ends_with" | "in" | "not_in" | "greater" | "less" | "present" | "absent" | "is_true" | "is_false"
          value?: string | number | boolean | (string | number)[]
        } | {
          match: "all" | "any"
          rules: ({
            path: string
            op: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "ends_with" | "in" | "not_in" | "greater" | "less" | "present" | "absent" | "is_true" | "is_false"
            value?: string | number | boolean | (string | number)[]
          })[]
        })[]
      })[]
    }
  }
}

export type NewConnectionRequest = {
  connectionId?: string
  connection?: NewConnection
  scopes?: string[]
  name: string
  email: string
  note?: string
}

export type NewCredential = {
  name: string
  connector: string
  method: string
  fields: Record<string, string>
  hosts?: Record<string, string>
  expiresAt?: string
  ownerId?: string | null
}

export type NewPasskey = {
  name: string
  answer: Record<string, unknown>
}

export type NewPerson = {
  email?: string
  username?: string
  displayName: string
  givenName?: string
  familyName?: string
  role?: string
  status?: "active" | "suspended" | "inactive" | "invited" | "unknown"
  department?: string
  title?: string
  manager?: string
  location?: string
  timezone?: string
  phone?: string
  locale?: string
  startDate?: string
  employeeNumber?: string
  fields?: Record<string, string | number | boolean>
}

export type NewPresetClient = {
  method: string
  fields: Record<string, string>
  hosts?: Record<string, string>
}

export type NewReview = {
  definition: {
    format?: "rollcall-connector/1"
    name: string
    description?: string
    category?: string
    isPrimarySource?: boolean
    baseUrl: string | null
    auth: ({
      method: "bearer"
      label?: string
      help?: string
    } | {
      method: "basic"
      label?: string
      help?: string
    } | {
      method: "header"
      header?: string
      prefix?: string
      label?: string
      help?: string
    } | {
      method: "query"
      param?: string
      label?: string
      help?: string
    } | {
      method: "oauth2"
      authorizeUrl?: string
      tokenUrl?: string
      revokeUrl?: string
      label?: string
      help?: string
    } | {
      method: "client-credentials"
      tokenUrl?: string
      label?: string
      help?: string
    } | {
      method: "service-account"
      tokenUrl?: string
      label?: string
      help?: string
    } | {
      method: "aws"
      label?: string
      help?: string
    } | {
      method: "session"
      loginUrl?: string
      label?: string
      help?: string
    } | {
      method: "none"
      label?: string
      help?: string
    })[]
    headers?: Record<string, string>
    accounts: {
      path: string
      query?: Record<string, string>
      headers?: Record<string, string>
      records?: string
      paging: {
        style: "none"
      } | {
        style: "offset"
        param: string
        sizeParam: string
        pageSize?: number
      } | {
        style: "page"
        param: string
        sizeParam: string
        pageSize?: number
        first?: 0 | 1
      } | {
        style: "cursor"
        param: string
        next: {
          path: string
        } | {
          header: string
        }
        sizeParam?: string
        pageSize?: number
      } | {
        style: "next-link"
        next: string
        sizeParam?: string
        pageSize?: number
      } | {
        style: "link-header"
        sizeParam?: string
        pageSize?: number
      }
      total?: {
        path: string
      } | {
        header: string
      }
      detail?: {
        path: string
        query?: Record<string, string>
      }
      one?: {
        path: string
        query?: Record<string, string>
        record?: string
      }
      fields: {
        externalId: string
        email?: string
        username?: string
        displayName?: string
        givenName?: string
        familyName?: string
        role?: string
        lastActiveAt?: string
        createdAt?: string
      }
      status: {
        source: string
        values: Record<string, "active" | "suspended" | "inactive" | "invited" | "unknown">
        absent?: "active" | "suspended" | "inactive" | "invited" | "unknown"
      } | {
        always: "active" | "suspended" | "inactive" | "invited"
      }
      flags?: {
        isAdmin?: {
          source: string
          values?: string[]
        }
        isServiceAccount?: {
          source: string
          values?: string[]
        }
        isGuest?: {
          source: string
          values?: string[]
        }
      }
      holds?: ({
        kind?: "group" | "role" | "licence"
        list: string
        id?: string
        name?: string
      })[]
      data?: ({
        name: string
        source: string
        type?: "text" | "number" | "boolean" | "date"
        personal?: boolean
      })[]
    }
    groups?: {
      path: string
      query?: Record<string, string>
      headers?: Record<string, string>
      records?: string
      paging: {
        style: "none"
      } | {
        style: "offset"
        param: string
        sizeParam: string
        pageSize?: number
      } | {
        style: "page"
        param: string
        sizeParam: string
        pageSize?: number
        first?: 0 | 1
      } | {
        style: "cursor"
        param: string
        next: {
          path: string
        } | {
          header: string
        }
        sizeParam?: string
        pageSize?: number
      } | {
        style: "next-link"
        next: string
        sizeParam?: string
        pageSize?: number
      } | {
        style: "link-header"
        sizeParam?: string
        pageSize?: number
      }
      total?: {
        path: string
      } | {
        header: string
      }
      kind?: "group" | "role" | "licence"
      fields: {
        externalId: string
        name: string
        description?: string
      }
      members?: {
        list: string
        id?: string
      }
    }
    memberships?: {
      path: string
      query?: Record<string, string>
      headers?: Record<string, string>
      records?: string
      paging: {
        style: "none"
      } | {
        style: "offset"
        param: string
        sizeParam: string
        pageSize?: number
      } | {
        style: "page"
        param: string
        sizeParam: string
        pageSize?: number
        first?: 0 | 1
      } | {
        style: "cursor"
        param: string
        next: {
          path: string
        } | {
          header: string
        }
        sizeParam?: string
        pageSize?: number
      } | {
        style: "next-link"
        next: string
        sizeParam?: string
        pageSize?: number
      } | {
        style: "link-header"
        sizeParam?: string
        pageSize?: number
      }
      total?: {
        path: string
      } | {
        header: string
      }
      kind?: "group" | "role" | "licence"
      account: string
      by?: "id" | "email"
      group?: string
    }
    probe?: {
      path: string
      tenantId?: string
      tenantName?: string
    }
    concurrency?: number
    rateLimit?: {
      requests: number
      perSeconds: number
    }
  }
  method: string
  credential?: Record<string, string>
  credentialId?: string
  connectorId?: string
  hosts?: Record<string, string>
}

export type NewSignInProvider = {
  issuer: string
  clientSecret: string
  name: string
  clientId: string
  domains: string[]
  defaultRole: string | null
  enabled: boolean
}

export type NewTotp = {
  uri: string
  backupCodes: string[]
}

export type Notice = {
  id: string
  kind: string
  severity: "info" | "warning" | "error"
  connectionId: string | null
  connectionName: string | null
  title: string
  body: string
  whatToDo: string
  link: string | null
  openedAt: string
  updatedAt: string
  times: number
  closedAt: string | null
  acknowledged: {
    at: string
    by: string
  } | null
}

export type NoticeCounts = {
  open: number
  unseen: number
  worst: "info" | "warning" | "error" | null
}

export type OutboxMail = {
  id: string
  kind: string
  to: {
    name: string | null
    email: string
  }
  subject: string
  state: "waiting" | "sending" | "sent" | "failed"
  tries: number
  nextTryAt: string | null
  error: Failure | null
  queuedAt: string
  sentAt: string | null
  hasBody: boolean
}

export type OutboxStatus = {
  delivers: boolean
  waiting: number
  failed: number
}

export type Passkey = {
  id: string
  name: string
  createdAt: string
}

export type PasskeyAnswer = {
  answer: Record<string, unknown>
}

export type PasskeyOptions = {
  options: Record<string, unknown>
}

export type PasswordChange = {
  current?: string
  password: string
}

export type PasswordProof = {
  password?: string
}

export type PeopleFacets = {
  status: Facet[]
  department: Facet[]
}

export type Person = {
  id: string
  email: string | null
  username: string | null
  displayName: string | null
  givenName: string | null
  familyName: string | null
  role: string | null
  status: "active" | "suspended" | "inactive" | "invited" | "unknown"
  department: string | null
  title: string | null
  managerId: string | null
  location: string | null
  timezone: string | null
  fields: Record<string, string | number | boolean | null>
  accountCount: number
  createdAt: string
  updatedAt: string
}

export type PersonDetail = {
  id: string
  email: string | null
  username: string | null
  displayName: string | null
  givenName: string | null
  familyName: string | null
  role: string | null
  status: "active" | "suspended" | "inactive" | "invited" | "unknown"
  department: string | null
  title: string | null
  managerId: string | null
  location: string | null
  timezone: string | null
  fields: Record<string, string | number | boolean | null>
  accountCount: number
  createdAt: string
  updatedAt: string
  managerName: string | null
  accounts: Account[]
}

export type PersonEdit = {
  email?: string | null
  username?: string | null
  displayName?: string | null
  givenName?: string | null
  familyName?: string | null
  role?: string | null
  status?: "active" | "suspended" | "inactive" | "invited" | "unknown" | null
  department?: string | null
  title?: string | null
  manager?: string | null
  location?: string | null
  timezone?: string | null
  phone?: string | null
  locale?: string | null
  startDate?: string | null
  employeeNumber?: string | null
  fields?: Record<string, string | number | boolean | null>
}

export type PersonField = {
  name: string
  label: string
  type: "text" | "number" | "boolean" | "date"
  unique: boolean
  mandatory: boolean
  canBeKey: boolean
  custom: boolean
}

export type PresetClient = {
  connector: string
  method: string
  publicFields: Record<string, string>
  hosts: string[]
  updatedAt: string
  usedBy: ({
    connectionId: string
    name: string
  })[]
}

export type PreviewMapping = {
  mapping: {
    targets: ({
      field: string
      source?: string
      constant?: string | number | boolean
      values?: Record<string, string | number | boolean | null>
      key?: boolean
    })[]
    customFields?: ({
      field: string
      label: string
      type: "text" | "number" | "boolean" | "date"
      unique?: boolean
    })[]
    sources?: ({
      name: string
      path: string
    })[]
    filter?: {
      match: "all" | "any"
      rules: ({
        path: string
        op: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "ends_with" | "in" | "not_in" | "greater" | "less" | "present" | "absent" | "is_true" | "is_false"
        value?: string | number | boolean | (string | number)[]
      } | {
        match: "all" | "any"
        rules: ({
          path: string
          op: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "ends_with" | "in" | "not_in" | "greater" | "less" | "present" | "absent" | "is_true" | "is_false"
          value?: string | number | boolean | (string | number)[]
        } | {
          match: "all" | "any"
          rules: ({
            path: string
            op: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "ends_with" | "in" | "not_in" | "greater" | "less" | "present" | "absent" | "is_true" | "is_false"
            value?: string | number | boolean | (string | number)[]
          })[]
        })[]
      })[]
    }
  }
  record: unknown
}

export type ProbeResult = {
  ok: true
  tenantId: string | null
  tenantName: string | null
}

export type Problem = {
  code: string
  message: string
  requestId: string
  fields?: FieldProblem[]
}

export type RecentChanges = {
  since: string
  counts: {
    joined: number
    left: number
    created: number
    deactivated: number
    reactivated: number
  }
  latest: ({
    syncId: string
    connectionId: string
    connectionName: string
    accountId: string | null
    personId: string | null
    name: string | null
    kind: "joined" | "left" | "created" | "deactivated" | "reactivated"
    at: string
  })[]
}

export type Reconnect = {
  credential?: Record<string, string>
  credentialId?: string
  method?: string
  acceptScopes?: boolean
}

export type Removal = {
  name: string
  accounts: number
  people: number
  peopleStaying: number
  groups: number
  roles: number
  licences: number
  apps: number
  holdings: number
  syncs: number
  changes: number
  issues: number
  rawPages: number
  activity: number
  transactions: number
  credential: {
    name: string
    fate: "deleted" | "kept"
    usedBy: string[]
  } | null
  isPrimarySource: boolean
  undoDays: number
}

export type RequestPage = {
  requesterName: string
  name: string
  note: string
  connectionName: string
  appName: string
  connector: string
  connectorName: string
  dataPoints: string[]
  prerequisites: string[]
  servers: ({
    label: string
    url: string
  })[]
  scopes: Scope[]
  methodLabel: string
  methodHelp: string
  fields: ConnectField[]
  flow: "form" | "redirect"
  callbackUrl: string | null
  expiresAt: string
}

export type ResendRequest = {
  name?: string
  email?: string
  note?: string
}

export type ResetRequest = {
  email: string
}

export type Restore = {
  name?: string
}

export type Review = {
  ok: boolean
  lists: ({
    list: "accounts" | "groups" | "memberships"
    count: number | null
    total: number | null
    hasNext: boolean
    records: unknown[]
    fields: ({
      path: string
      type: "text" | "number" | "boolean" | "list" | "group" | "empty"
      example: string | null
    })[]
  })[]
  accounts: ({
    account: {
      externalId: string
      email: string | null
      username: string | null
      displayName: string | null
      status: "active" | "suspended" | "inactive" | "invited" | "unknown"
      vendorStatus: string | null
      role: string | null
      isAdmin: boolean
      lastActiveAt: string | null
      fields: Record<string, string | number | boolean | null>
    } | null
    why: string | null
  })[]
  problems: FieldProblem[]
}

export type RevokeAllReport = {
  connections: ({
    connectionId: string
    name: string
    connector: string
    method: string
    outcome: "revoked" | "unsupported" | "failed" | "disconnected"
    whatToDo: string | null
  })[]
  credentials: ({
    name: string
    connector: string
    method: string
    outcome: "revoked" | "unsupported" | "failed" | "disconnected"
    whatToDo: string | null
  })[]
}

export type Role = {
  id: string
  name: string
  permissions: ("directory:read" | "directory:write" | "connections:read" | "connections:write" | "credentials:read" | "credentials:write" | "requests:read" | "requests:write" | "syncs:read" | "syncs:run" | "notices:read" | "notices:write" | "settings:read" | "settings:write" | "users:read" | "users:write" | "roles:write" | "tokens:write" | "audit:read" | "exports:run")[]
  isBuiltIn: boolean
  users: number
}

export type RoleEdit = {
  name: string
  permissions: ("directory:read" | "directory:write" | "connections:read" | "connections:write" | "credentials:read" | "credentials:write" | "requests:read" | "requests:write" | "syncs:read" | "syncs:run" | "notices:read" | "notices:write" | "settings:read" | "settings:write" | "users:read" | "users:write" | "roles:write" | "tokens:write" | "audit:read" | "exports:run")[]
}

export type Sample = {
  records: unknown[]
}

export type Schedule = {
  every: "15_minutes" | "30_minutes" | "hour" | "3_hours" | "6_hours" | "12_hours" | "day" | "weekday" | "week" | "month" | "never"
  at: string
  timezone: string
}

export type ScheduleView = {
  every: "15_minutes" | "30_minutes" | "hour" | "3_hours" | "6_hours" | "12_hours" | "day" | "weekday" | "week" | "month" | "never"
  at: string
  timezone: string
  nextDueAt: string | null
}

export type Scope = {
  id: string
  label: string
  serves: "discovery" | "provisioning" | "workflows"
  required: boolean
  explains: string
}

export type ScopePlan = {
  scopes: string[]
  items: ({
    id: string
    label: string
    serves: "discovery" | "provisioning" | "workflows"
    required: boolean
    explains: string
    without: string
    isPicked: boolean
  })[]
}

export type SecondFactor = {
  code: string
}

export type SeenTenant = {
  tenantId: string | null
  tenantName: string | null
  tenantDomain: string | null
}

export type Session = {
  user: {
    id: string
    name: string
    email: string
    role: string
    roleName: string
  }
  permissions: ("directory:read" | "directory:write" | "connections:read" | "connections:write" | "credentials:read" | "credentials:write" | "requests:read" | "requests:write" | "syncs:read" | "syncs:run" | "notices:read" | "notices:write" | "settings:read" | "settings:write" | "users:read" | "users:write" | "roles:write" | "tokens:write" | "audit:read" | "exports:run")[]
  freshUntil: string
  hasPassword: boolean
  hasTotp: boolean
  passkeys: number
  providers: string[]
}

export type SetUp = {
  code: string
  name: string
  email: string
  password: string
}

export type SetUpState = {
  done: boolean
}

export type Settings = {
  precedence: string[]
}

export type SettingsEdit = {
  precedence: string[]
}

export type SightingMap = {
  connectionId: string
  externalId: string
  intoId: string
}

export type SignIn = {
  email: string
  password: string
}

export type SignInAnswer = {
  user: User | null
}

export type SignInChoice = {
  id: string
  name: string
}

export type SignInProvider = {
  id: string
  issuer: string
  createdAt: string
  name: string
  clientId: string
  domains: string[]
  defaultRole: string | null
  enabled: boolean
  redirectUri: string
}

export type SignInProviderEdit = {
  clientSecret?: string
  name: string
  clientId: string
  domains: string[]
  defaultRole: string | null
  enabled: boolean
}

export type SignedIn = {
  user: User
}

export type SmartMapping = {
  targets: ({
    field: string
    source?: string
    constant?: string | number | boolean
    values?: Record<string, string | number | boolean | null>
    key?: boolean
  })[]
  reasons: Record<string, string>
}

export type SourceField = {
  name: string
  path: string
  type: "text" | "number" | "boolean" | "date"
  target: string | null
  personal: boolean
}

export type StepUp = {
  password: string
} | {
  code: string
} | {
  passkey: Record<string, unknown>
}

export type StoredUpload = {
  id: string
  rows: number
  badRows: number
  syncId: string | null
}

export type Summary = {
  people: {
    total: number
    active: number
  }
  accounts: {
    total: number
    active: number
  }
  connections: {
    total: number
    active: number
    held: number
    failed: number
  }
  leftOpen: number
  unmatched: number
}

export type Sync = {
  id: string
  connectionId: string
  generation: number
  trigger: "manual" | "schedule" | "preview"
  state: "queued" | "fetching" | "planning" | "held" | "applying" | "done" | "partial" | "failed" | "cancelled"
  startedAt: string | null
  fetchedAt: string | null
  sealedAt: string | null
  appliedAt: string | null
  finishedAt: string | null
  counts: {
    read: number
    created: number
    updated: number
    unchanged: number
    deactivated: number
    reactivated: number
    skipped: number
    failed: number
  }
  error: Failure | null
  hold: ({
    rule: string
    text: string
  })[] | null
  undoable: boolean
  progress: {
    stream: string | null
    read: number
    expected: number | null
    pages: number
  }
  createdAt: string
}

export type SyncChange = {
  id: string
  accountId: string | null
  externalId: string
  name: string | null
  personId: string | null
  action: "create" | "update" | "deactivate" | "reactivate"
  personAction: "create" | "link" | "update" | null
  reason: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  author: string
  state: "planned" | "held" | "applied" | "discarded" | "undone"
}

export type SyncIssue = {
  id: string
  syncId: string
  connectionId: string
  stream: string
  kind: "skipped" | "failed" | "repaired" | "notice"
  reason: string
  externalId: string | null
  name: string | null
  message: string
}

export type SyncPlan = {
  counts: {
    read: number
    created: number
    updated: number
    unchanged: number
    deactivated: number
    reactivated: number
    skipped: number
    failed: number
  }
  hold: ({
    rule: string
    text: string
  })[] | null
  summary: ({
    action: string
    reason: string
    count: number
  })[]
  items: SyncChange[]
  nextCursor: string | null
}

export type Transaction = {
  id: string
  connectionId: string
  connectionName: string
  appId: string
  appName: string
  externalId: string
  date: string
  amount: string
  currency: string
  description: string
  period: {
    from: string
    to: string
  } | null
}

export type Upload = {
  id: string
  name: string
  rows: number
  badRows: number
  uploadedBy: string
  uploadedAt: string
}

export type User = {
  id: string
  name: string
  email: string
  role: string
}

export type UserDetail = {
  id: string
  name: string
  email: string
  role: string
  roleName: string
  createdAt: string
  lastSignInAt: string | null
  disabledAt: string | null
  hasPassword: boolean
  hasTotp: boolean
  passkeys: number
  providers: string[]
  sessions: number
}

export type UserEdit = {
  name?: string
  role?: string
}

export type UserLinkToken = {
  token: string
}

export type UserSession = {
  id: string
  createdAt: string
  expiresAt: string
  address: string | null
  userAgent: string | null
  isThis: boolean
}

export type Variable = {
  name: string
  value: string
  updatedAt: string
}

/** Every operation under /api/v1, by method and path. */
export type Operations = {
  'PATCH /accounts/{id}': {
    path: { id: string }
    query: undefined
    body: AccountEdit
    result: AccountDetail
  }
  'GET /accounts/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: AccountDetail
  }
  'POST /accounts/{id}/ignore': {
    path: { id: string }
    query: undefined
    body: AccountIgnore
    result: AccountDetail
  }
  'GET /accounts': {
    path: undefined
    query: { search?: string; connection_id?: string; app_id?: string; person_id?: string; entitlement_id?: string; status?: "active" | "suspended" | "inactive" | "invited" | "unknown"; person_status?: "active" | "suspended" | "inactive" | "invited" | "unknown"; unmatched?: "true" | "false"; is_admin?: "true" | "false"; is_service_account?: "true" | "false"; is_guest?: "true" | "false"; limit?: number; cursor?: string }
    body: undefined
    result: {
      items: Account[]
      nextCursor: string | null
    }
  }
  'POST /accounts/{id}/match': {
    path: { id: string }
    query: undefined
    body: AccountMatch
    result: AccountDetail
  }
  'POST /accounts/{id}/unmatch': {
    path: { id: string }
    query: undefined
    body: undefined
    result: AccountDetail
  }
  'GET /activity': {
    path: undefined
    query: { account_id?: string; person_id?: string; app_id?: string; connection_id?: string; since?: string; limit?: number; cursor?: string }
    body: undefined
    result: {
      items: ActivityDay[]
      nextCursor: string | null
    }
  }
  'POST /api-tokens': {
    path: undefined
    query: undefined
    body: NewApiToken
    result: ApiTokenWithSecret
  }
  'GET /api-tokens': {
    path: undefined
    query: { limit?: number; cursor?: string }
    body: undefined
    result: {
      items: ApiToken[]
      nextCursor: string | null
    }
  }
  'DELETE /api-tokens/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: undefined
  }
  'GET /app-collections/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: AppCollection
  }
  'POST /app-moves/{id}/undo': {
    path: { id: string }
    query: undefined
    body: undefined
    result: App
  }
  'POST /apps/authorisation': {
    path: undefined
    query: undefined
    body: AppsAuthorisation
    result: {
      items: App[]
    }
  }
  'GET /app-categories': {
    path: undefined
    query: undefined
    body: undefined
    result: {
      items: AppCategory[]
    }
  }
  'POST /apps': {
    path: undefined
    query: undefined
    body: NewApp
    result: App
  }
  'GET /apps': {
    path: undefined
    query: { search?: string; connector?: string; category?: string; catalogue?: "true" | "false"; connectable?: "true" | "false"; capability?: "discovery" | "provisioning" | "workflows"; status?: "error" | "disconnected" | "connected" | "requested" | "available" | "unknown"; connected?: "true" | "false"; sighted?: "true" | "false"; authorisation?: "managed" | "unmanaged" | "restricted" | "needs_review"; sort?: "name" | "active" | "people" | "status"; limit?: number; cursor?: string }
    body: undefined
    result: {
      items: App[]
      nextCursor: string | null
    }
  }
  'GET /apps/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: App
  }
  'POST /apps/{id}/map': {
    path: { id: string }
    query: undefined
    body: SightingMap
    result: AppMove
  }
  'GET /apps/{id}/merge': {
    path: { id: string }
    query: undefined
    body: undefined
    result: MergePreview
  }
  'POST /apps/{id}/merge': {
    path: { id: string }
    query: undefined
    body: AppMerge
    result: AppMove
  }
  'GET /apps/{id}/sightings': {
    path: { id: string }
    query: undefined
    body: undefined
    result: AppSightings
  }
  'GET /apps/{id}/use': {
    path: { id: string }
    query: undefined
    body: undefined
    result: AppUse
  }
  'GET /audit-events/export': {
    path: undefined
    query: { actor?: string; source?: "user" | "token" | "cli" | "system"; action?: string; target_kind?: string; target_id?: string; since?: string; until?: string; format?: "csv" | "json" }
    body: undefined
    result: string
  }
  'GET /audit-events/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: AuditEvent
  }
  'GET /audit-events': {
    path: undefined
    query: { actor?: string; source?: "user" | "token" | "cli" | "system"; action?: string; target_kind?: string; target_id?: string; since?: string; until?: string; limit?: number; cursor?: string }
    body: undefined
    result: {
      items: AuditEvent[]
      nextCursor: string | null
    }
  }
  'POST /authorize/accept': {
    path: undefined
    query: undefined
    body: AcceptRequest
    result: AcceptedRequest
  }
  'GET /authorize': {
    path: undefined
    query: undefined
    body: undefined
    result: RequestPage
  }
  'POST /authorize/open': {
    path: undefined
    query: undefined
    body: LinkToken
    result: RequestPage
  }
  'POST /connection-requests/{id}/confirm': {
    path: { id: string }
    query: undefined
    body: SeenTenant
    result: ConnectionRequest
  }
  'POST /connection-requests': {
    path: undefined
    query: undefined
    body: NewConnectionRequest
    result: ConnectionRequest
  }
  'GET /connection-requests': {
    path: undefined
    query: { connection_id?: string; state?: "sent" | "opened" | "authorised" | "confirmed" | "expired" | "revoked"; open?: "true" | "false"; limit?: number; cursor?: string }
    body: undefined
    result: {
      items: ConnectionRequest[]
      nextCursor: string | null
    }
  }
  'GET /connection-requests/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: ConnectionRequest
  }
  'POST /connection-requests/{id}/resend': {
    path: { id: string }
    query: undefined
    body: ResendRequest | undefined
    result: ConnectionRequest
  }
  'POST /connection-requests/{id}/revoke': {
    path: { id: string }
    query: undefined
    body: undefined
    result: ConnectionRequest
  }
  'POST /connections/{id}/authorise': {
    path: { id: string }
    query: undefined
    body: Authorise | undefined
    result: Authorisation
  }
  'POST /connections': {
    path: undefined
    query: undefined
    body: NewConnection
    result: Connection
  }
  'GET /connections': {
    path: undefined
    query: { search?: string; app_id?: string; state?: "draft" | "active" | "paused" | "disconnected" | "removed"; limit?: number; cursor?: string }
    body: undefined
    result: {
      items: Connection[]
      nextCursor: string | null
    }
  }
  'DELETE /connections/{id}': {
    path: { id: string }
    query: { confirm?: string }
    body: Confirmation | undefined
    result: undefined
  }
  'PATCH /connections/{id}': {
    path: { id: string }
    query: undefined
    body: ConnectionEdit
    result: Connection
  }
  'GET /connections/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Connection
  }
  'POST /connections/{id}/disconnect': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Connection
  }
  'GET /connections/{id}/export': {
    path: { id: string }
    query: { of: "accounts" | "people" }
    body: undefined
    result: string
  }
  'GET /connections/{id}/mapping': {
    path: { id: string }
    query: undefined
    body: undefined
    result: MappingView
  }
  'PUT /connections/{id}/mapping': {
    path: { id: string }
    query: undefined
    body: {
      targets: ({
        field: string
        source?: string
        constant?: string | number | boolean
        values?: Record<string, string | number | boolean | null>
        key?: boolean
      })[]
      customFields?: ({
        field: string
        label: string
        type: "text" | "number" | "boolean" | "date"
        unique?: boolean
      })[]
      sources?: ({
        name: string
        path: string
      })[]
      filter?: {
        match: "all" | "any"
        rules: ({
          path: string
          op: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "ends_with" | "in" | "not_in" | "greater" | "less" | "present" | "absent" | "is_true" | "is_false"
          value?: string | number | boolean | (string | number)[]
        } | {
          match: "all" | "any"
          rules: ({
            path: string
            op: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "ends_with" | "in" | "not_in" | "greater" | "less" | "present" | "absent" | "is_true" | "is_false"
            value?: string | number | boolean | (string | number)[]
          } | {
            match: "all" | "any"
            rules: ({
              path: string
              op: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "ends_with" | "in" | "not_in" | "greater" | "less" | "present" | "absent" | "is_true" | "is_false"
              value?: string | number | boolean | (string | number)[]
            })[]
          })[]
        })[]
      }
    }
    result: MappingView
  }
  'GET /connections/{id}/schedule': {
    path: { id: string }
    query: undefined
    body: undefined
    result: ScheduleView
  }
  'PUT /connections/{id}/schedule': {
    path: { id: string }
    query: undefined
    body: Schedule
    result: ScheduleView
  }
  'POST /connections/{id}/launch': {
    path: { id: string }
    query: undefined
    body: Launch | undefined
    result: Connection
  }
  'GET /connections/{id}/syncs': {
    path: { id: string }
    query: { limit?: number; cursor?: string }
    body: undefined
    result: {
      items: Sync[]
      nextCursor: string | null
    }
  }
  'POST /connections/{id}/syncs': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Sync
  }
  'POST /connections/{id}/pause': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Connection
  }
  'POST /connections/{id}/mapping/preview': {
    path: { id: string }
    query: undefined
    body: PreviewMapping
    result: MappingPreview
  }
  'POST /connections/{id}/preview': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Sync
  }
  'PUT /connections/{id}/scopes': {
    path: { id: string }
    query: undefined
    body: {
      scopes: string[]
    }
    result: ConnectionScopes
  }
  'GET /connections/{id}/scopes': {
    path: { id: string }
    query: undefined
    body: undefined
    result: ConnectionScopes
  }
  'POST /connections/{id}/reconnect': {
    path: { id: string }
    query: undefined
    body: Reconnect
    result: Connection
  }
  'GET /connections/{id}/removal': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Removal
  }
  'POST /connections/{id}/restore': {
    path: { id: string }
    query: undefined
    body: Restore | undefined
    result: Connection
  }
  'POST /connections/{id}/resume': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Connection
  }
  'GET /connections/{id}/sample': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Sample
  }
  'POST /connections/{id}/mapping/smart': {
    path: { id: string }
    query: undefined
    body: undefined
    result: SmartMapping
  }
  'POST /connections/{id}/test': {
    path: { id: string }
    query: undefined
    body: undefined
    result: ProbeResult
  }
  'GET /connections/{id}/uploads': {
    path: { id: string }
    query: undefined
    body: undefined
    result: {
      items: Upload[]
    }
  }
  'POST /connections/{id}/uploads': {
    path: { id: string }
    query: { name: string }
    body: Blob
    result: StoredUpload
  }
  'POST /file-previews': {
    path: undefined
    query: undefined
    body: Blob
    result: FilePreview
  }
  'GET /connectors/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Connector
  }
  'GET /connectors': {
    path: undefined
    query: undefined
    body: undefined
    result: {
      items: Connector[]
    }
  }
  'GET /connectors/{id}/scope-plan': {
    path: { id: string }
    query: { capabilities?: string; method?: string }
    body: undefined
    result: ScopePlan
  }
  'POST /credentials': {
    path: undefined
    query: undefined
    body: NewCredential
    result: Credential
  }
  'GET /credentials': {
    path: undefined
    query: { search?: string; connector?: string; method?: string; owner_id?: string; used?: "true" | "false"; limit?: number; cursor?: string }
    body: undefined
    result: {
      items: Credential[]
      nextCursor: string | null
    }
  }
  'DELETE /credentials/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: undefined
  }
  'GET /credentials/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Credential
  }
  'PATCH /credentials/{id}': {
    path: { id: string }
    query: undefined
    body: CredentialEdit
    result: Credential
  }
  'PUT /credentials/{id}/secret': {
    path: { id: string }
    query: undefined
    body: CredentialSecret
    result: Credential
  }
  'POST /credentials/revoke-all': {
    path: undefined
    query: undefined
    body: {
      confirm: "revoke everything"
    }
    result: RevokeAllReport
  }
  'POST /custom-connectors': {
    path: undefined
    query: undefined
    body: ConnectorDefinition
    result: CustomConnector
  }
  'GET /custom-connectors': {
    path: undefined
    query: undefined
    body: undefined
    result: {
      items: CustomConnector[]
    }
  }
  'DELETE /custom-connectors/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: undefined
  }
  'GET /custom-connectors/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: CustomConnector
  }
  'PUT /custom-connectors/{id}': {
    path: { id: string }
    query: undefined
    body: ConnectorDefinition
    result: CustomConnector
  }
  'GET /custom-connectors/{id}/export': {
    path: { id: string }
    query: undefined
    body: undefined
    result: string
  }
  'GET /custom-connectors/sign-ins': {
    path: undefined
    query: undefined
    body: undefined
    result: {
      items: ConnectorSignIn[]
    }
  }
  'POST /custom-connectors/test': {
    path: undefined
    query: undefined
    body: NewReview
    result: Review
  }
  'GET /custom-connectors/{id}/versions': {
    path: { id: string }
    query: undefined
    body: undefined
    result: {
      items: CustomConnectorVersion[]
    }
  }
  'GET /dashboards/changes': {
    path: undefined
    query: { hours?: number }
    body: undefined
    result: RecentChanges
  }
  'GET /dashboards/trends': {
    path: undefined
    query: { days?: number }
    body: undefined
    result: {
      items: DailyFigures[]
    }
  }
  'GET /entitlements/{id}/accounts': {
    path: { id: string }
    query: { limit?: number; cursor?: string }
    body: undefined
    result: {
      items: Account[]
      nextCursor: string | null
    }
  }
  'GET /entitlements/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Entitlement
  }
  'GET /entitlements': {
    path: undefined
    query: { search?: string; connection_id?: string; app_id?: string; kind?: "group" | "role" | "licence" | "app"; limit?: number; cursor?: string }
    body: undefined
    result: {
      items: Entitlement[]
      nextCursor: string | null
    }
  }
  'POST /me/passkeys': {
    path: undefined
    query: undefined
    body: NewPasskey
    result: Made
  }
  'GET /me/passkeys': {
    path: undefined
    query: undefined
    body: undefined
    result: {
      items: Passkey[]
    }
  }
  'POST /me/backup-codes': {
    path: undefined
    query: undefined
    body: PasswordProof
    result: BackupCodes
  }
  'PUT /me/password': {
    path: undefined
    query: undefined
    body: PasswordChange
    result: undefined
  }
  'POST /me/totp/confirm': {
    path: undefined
    query: undefined
    body: SecondFactor
    result: undefined
  }
  'DELETE /me/passkeys/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: undefined
  }
  'PATCH /me': {
    path: undefined
    query: undefined
    body: MyEdit
    result: undefined
  }
  'DELETE /me/sessions': {
    path: undefined
    query: undefined
    body: undefined
    result: undefined
  }
  'GET /me/sessions': {
    path: undefined
    query: undefined
    body: undefined
    result: {
      items: UserSession[]
    }
  }
  'DELETE /me/sessions/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: undefined
  }
  'POST /me/providers/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: GoTo
  }
  'POST /me/passkeys/options': {
    path: undefined
    query: undefined
    body: undefined
    result: PasskeyOptions
  }
  'POST /me/totp': {
    path: undefined
    query: undefined
    body: PasswordProof
    result: NewTotp
  }
  'DELETE /me/totp': {
    path: undefined
    query: undefined
    body: undefined
    result: undefined
  }
  'POST /notices/{id}/acknowledge': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Notice
  }
  'GET /notices/count': {
    path: undefined
    query: undefined
    body: undefined
    result: NoticeCounts
  }
  'GET /notices': {
    path: undefined
    query: { state?: "open" | "closed"; severity?: "info" | "warning" | "error"; connection_id?: string; limit?: number; cursor?: string }
    body: undefined
    result: {
      items: Notice[]
      nextCursor: string | null
    }
  }
  'GET /outbox': {
    path: undefined
    query: { state?: "waiting" | "sending" | "sent" | "failed"; search?: string; limit?: number; cursor?: string }
    body: undefined
    result: {
      items: OutboxMail[]
      nextCursor: string | null
    }
  }
  'POST /outbox/{id}/read': {
    path: { id: string }
    query: undefined
    body: undefined
    result: MailBody
  }
  'POST /outbox/{id}/resend': {
    path: { id: string }
    query: undefined
    body: undefined
    result: OutboxMail
  }
  'GET /outbox/status': {
    path: undefined
    query: undefined
    body: undefined
    result: OutboxStatus
  }
  'POST /people': {
    path: undefined
    query: undefined
    body: NewPerson
    result: PersonDetail
  }
  'GET /people': {
    path: undefined
    query: { search?: string; status?: "active" | "suspended" | "inactive" | "invited" | "unknown"; department?: string; connection_id?: string; app_id?: string; unmatched?: "true" | "false"; limit?: number; cursor?: string }
    body: undefined
    result: {
      items: Person[]
      nextCursor: string | null
    }
  }
  'DELETE /people/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: undefined
  }
  'PATCH /people/{id}': {
    path: { id: string }
    query: undefined
    body: PersonEdit
    result: PersonDetail
  }
  'GET /people/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: PersonDetail
  }
  'GET /people/{id}/explain': {
    path: { id: string }
    query: { field?: string }
    body: undefined
    result: Explanation | {
      items: Explanation[]
    }
  }
  'GET /people/facets': {
    path: undefined
    query: undefined
    body: undefined
    result: PeopleFacets
  }
  'GET /person-fields': {
    path: undefined
    query: undefined
    body: undefined
    result: {
      items: PersonField[]
    }
  }
  'DELETE /connectors/{id}/preset-client': {
    path: { id: string }
    query: { method: string }
    body: undefined
    result: undefined
  }
  'PUT /connectors/{id}/preset-client': {
    path: { id: string }
    query: undefined
    body: NewPresetClient
    result: PresetClient
  }
  'GET /preset-clients': {
    path: undefined
    query: { connector?: string }
    body: undefined
    result: {
      items: PresetClient[]
    }
  }
  'POST /roles': {
    path: undefined
    query: undefined
    body: RoleEdit
    result: Made
  }
  'GET /roles': {
    path: undefined
    query: undefined
    body: undefined
    result: {
      items: Role[]
    }
  }
  'DELETE /roles/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: undefined
  }
  'PUT /roles/{id}': {
    path: { id: string }
    query: undefined
    body: RoleEdit
    result: undefined
  }
  'POST /session/links/accept': {
    path: undefined
    query: undefined
    body: AcceptLink
    result: SignInAnswer
  }
  'POST /session/providers/{id}': {
    path: { id: string }
    query: undefined
    body: BeginProvider
    result: GoTo
  }
  'POST /session/providers/{id}/finish': {
    path: { id: string }
    query: undefined
    body: FinishProvider
    result: SignedIn
  }
  'GET /session': {
    path: undefined
    query: undefined
    body: undefined
    result: Session
  }
  'POST /session': {
    path: undefined
    query: undefined
    body: SignIn
    result: SignInAnswer
  }
  'DELETE /session': {
    path: undefined
    query: undefined
    body: undefined
    result: undefined
  }
  'POST /session/passkey-options': {
    path: undefined
    query: undefined
    body: undefined
    result: PasskeyOptions
  }
  'POST /session/passkey': {
    path: undefined
    query: undefined
    body: PasskeyAnswer
    result: SignedIn
  }
  'GET /session/providers': {
    path: undefined
    query: undefined
    body: undefined
    result: {
      items: SignInChoice[]
    }
  }
  'POST /session/links/read': {
    path: undefined
    query: undefined
    body: UserLinkToken
    result: LinkFacts
  }
  'POST /session/password-reset': {
    path: undefined
    query: undefined
    body: ResetRequest
    result: undefined
  }
  'POST /session/second-factor': {
    path: undefined
    query: undefined
    body: SecondFactor
    result: SignedIn
  }
  'POST /session/step-up': {
    path: undefined
    query: undefined
    body: StepUp
    result: SignedIn
  }
  'GET /settings/egress-address': {
    path: undefined
    query: undefined
    body: undefined
    result: EgressAddress
  }
  'GET /settings': {
    path: undefined
    query: undefined
    body: undefined
    result: Settings
  }
  'PUT /settings': {
    path: undefined
    query: undefined
    body: SettingsEdit
    result: Settings
  }
  'POST /setup': {
    path: undefined
    query: undefined
    body: SetUp
    result: SignedIn
  }
  'GET /setup': {
    path: undefined
    query: undefined
    body: undefined
    result: SetUpState
  }
  'POST /sign-in-providers': {
    path: undefined
    query: undefined
    body: NewSignInProvider
    result: Made
  }
  'GET /sign-in-providers': {
    path: undefined
    query: undefined
    body: undefined
    result: {
      items: SignInProvider[]
    }
  }
  'DELETE /sign-in-providers/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: undefined
  }
  'PUT /sign-in-providers/{id}': {
    path: { id: string }
    query: undefined
    body: SignInProviderEdit
    result: undefined
  }
  'GET /summary': {
    path: undefined
    query: undefined
    body: undefined
    result: Summary
  }
  'GET /sync-issues': {
    path: undefined
    query: { connection_id?: string; kind?: "skipped" | "failed" | "repaired" | "notice"; limit?: number; cursor?: string }
    body: undefined
    result: {
      items: SyncIssue[]
      nextCursor: string | null
    }
  }
  'POST /syncs/{id}/approve': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Sync
  }
  'POST /syncs/{id}/cancel': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Sync
  }
  'GET /syncs/{id}/changes': {
    path: { id: string }
    query: { action?: "create" | "update" | "deactivate" | "reactivate"; state?: "planned" | "held" | "applied" | "discarded" | "undone"; limit?: number; cursor?: string }
    body: undefined
    result: {
      items: SyncChange[]
      nextCursor: string | null
    }
  }
  'POST /syncs/{id}/discard': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Sync
  }
  'GET /syncs/{id}/events': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Sync
  }
  'GET /syncs/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Sync
  }
  'GET /syncs/{id}/issues': {
    path: { id: string }
    query: { kind?: "skipped" | "failed" | "repaired" | "notice"; reason?: string; limit?: number; cursor?: string }
    body: undefined
    result: {
      items: SyncIssue[]
      nextCursor: string | null
      reasons: IssueReason[]
    }
  }
  'GET /syncs': {
    path: undefined
    query: { connection_id?: string; state?: "queued" | "fetching" | "planning" | "held" | "applying" | "done" | "partial" | "failed" | "cancelled"; limit?: number; cursor?: string }
    body: undefined
    result: {
      items: Sync[]
      nextCursor: string | null
    }
  }
  'GET /syncs/{id}/plan': {
    path: { id: string }
    query: { limit?: number; cursor?: string }
    body: undefined
    result: SyncPlan
  }
  'POST /syncs/{id}/undo': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Sync
  }
  'GET /transactions': {
    path: undefined
    query: { connection_id?: string; app_id?: string; since?: string; limit?: number; cursor?: string }
    body: undefined
    result: {
      items: Transaction[]
      nextCursor: string | null
    }
  }
  'POST /user-invitations': {
    path: undefined
    query: undefined
    body: Invite
    result: Made
  }
  'GET /user-invitations': {
    path: undefined
    query: undefined
    body: undefined
    result: {
      items: Invitation[]
    }
  }
  'DELETE /user-invitations/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: undefined
  }
  'POST /user-invitations/{id}/resend': {
    path: { id: string }
    query: undefined
    body: undefined
    result: Made
  }
  'DELETE /users/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: undefined
  }
  'PATCH /users/{id}': {
    path: { id: string }
    query: undefined
    body: UserEdit
    result: UserDetail
  }
  'GET /users/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    result: UserDetail
  }
  'POST /users/{id}/disable': {
    path: { id: string }
    query: undefined
    body: undefined
    result: undefined
  }
  'POST /users/{id}/enable': {
    path: { id: string }
    query: undefined
    body: undefined
    result: undefined
  }
  'DELETE /users/{id}/sessions/{sessionId}': {
    path: { id: string; sessionId: string }
    query: undefined
    body: undefined
    result: undefined
  }
  'GET /users': {
    path: undefined
    query: { search?: string; limit?: number; cursor?: string }
    body: undefined
    result: {
      items: UserDetail[]
      nextCursor: string | null
    }
  }
  'GET /users/{id}/sessions': {
    path: { id: string }
    query: undefined
    body: undefined
    result: {
      items: UserSession[]
    }
  }
  'POST /users/{id}/sign-out': {
    path: { id: string }
    query: undefined
    body: undefined
    result: undefined
  }
  'DELETE /variables/{name}': {
    path: { name: string }
    query: undefined
    body: undefined
    result: undefined
  }
  'PUT /variables/{name}': {
    path: { name: string }
    query: undefined
    body: {
      value: string
    }
    result: Variable
  }
  'GET /variables': {
    path: undefined
    query: undefined
    body: undefined
    result: {
      items: Variable[]
    }
  }
}
