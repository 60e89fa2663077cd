import { inventPerson, type Person } from './sandbox-people.ts'

/** Someone or something in a simulated vendor, before it is written in that vendor's form. */
export type SandboxUser = Person & {
  id: string
  active: boolean
  isAdmin: boolean
  isBot: boolean
  isGuest: boolean
  managerId: string | null
  /** ISO 8601, UTC. */
  createdAt: string
  updatedAt: string
  /** When they last signed in or did something there; null for never. */
  lastActiveAt: string | null
  /** Put over the record that the vendor sends, whatever its form; undefined takes a field away. */
  raw: Readonly<Record<string, unknown>>
}

export type SandboxGroup = { id: string; name: string; description: string | null; members: Set<string> }

/** What a request sees: in the order in which the vendor lists them, and by id. */
export type DirectoryView = {
  users: readonly SandboxUser[]
  groups: readonly SandboxGroup[]
  user: (id: string) => SandboxUser | undefined
  group: (id: string) => SandboxGroup | undefined
}

export function viewOf(users: readonly SandboxUser[], groups: readonly SandboxGroup[]): DirectoryView {
  const usersById = new Map(users.map((user) => [user.id, user]))
  const groupsById = new Map(groups.map((group) => [group.id, group]))
  return { users, groups, user: (id) => usersById.get(id), group: (id) => groupsById.get(id) }
}

/** Sign-ins of the last nine days, for vendors with a log that does not reach back for ever. */
export function recentSignIns(): (number: number) => string {
  const now = Date.now()
  return (number) => new Date(now - ((number % 9) * 24 + 1) * 60 * 60_000 - number * 1_000).toISOString()
}

export type DirectoryOptions = {
  seed: number
  users: number
  groups?: number
  /** The vendor's form of an id, from a number that is never used twice. */
  userId: (number: number) => string
  groupId?: (number: number) => string
  /** When the person with this number last signed in; the same day for all unless said otherwise. */
  lastActiveAt?: (number: number) => string
}

const EPOCH = Date.parse('2024-01-01T00:00:00Z')
const GROUP_NAMES = [
  'Everyone',
  'Engineering',
  'Managers',
  'Oslo office',
  'On call',
  'Contractors',
  'Design reviews',
  'Security champions',
]

/** The people and groups of a simulated vendor. Tests change it and then ask it what a sync must have found. */
export class Directory {
  readonly #options: DirectoryOptions
  readonly #users = new Map<string, SandboxUser>()
  readonly #removed = new Map<string, SandboxUser>()
  readonly #groups = new Map<string, SandboxGroup>()
  /** Every id ever given, so that a manager is found without a walk. */
  readonly #ids: string[] = []
  #numbers = 0
  #changes = 0
  #view: DirectoryView | undefined

  constructor(options: DirectoryOptions) {
    this.#options = options
    for (let number = 0; number < options.users; number++) this.add()
    for (let number = 0; number < (options.groups ?? 0); number++) {
      // The first group has everyone, the others every second, third … of them: sizes differ, and are easy to foresee.
      const members = [...this.#users.keys()].filter((_, at) => at % (number + 1) === 0)
      this.addGroup({ name: GROUP_NAMES[number] ?? `Group ${number}`, members })
    }
  }

  get view(): DirectoryView {
    this.#view ??= viewOf([...this.#users.values()], [...this.#groups.values()])
    return this.#view
  }

  user(id: string): SandboxUser {
    const user = this.#users.get(id)
    if (!user) throw new Error(`the sandbox has no user ${id}`)
    return user
  }

  find(id: string): SandboxUser | undefined {
    return this.#users.get(id)
  }

  group(id: string): SandboxGroup | undefined {
    return this.#groups.get(id)
  }

  /** Adds a person at the end of the list. */
  add(patch: Partial<SandboxUser> = {}): SandboxUser {
    const number = this.#numbers++
    const person = inventPerson(this.#options.seed, number)
    const created = new Date(EPOCH + number * 60_000).toISOString()
    const user: SandboxUser = {
      ...person,
      id: this.#options.userId(number),
      active: true,
      isAdmin: number === 0,
      isBot: false,
      isGuest: false,
      managerId: number === 0 ? null : (this.#ids[Math.floor((number - 1) / 8)] ?? null),
      createdAt: created,
      updatedAt: created,
      lastActiveAt: this.#options.lastActiveAt?.(number) ?? '2025-12-24T08:00:00.000Z',
      raw: {},
      ...patch,
    }
    this.#ids.push(user.id)
    this.#users.set(user.id, user)
    this.#touch()
    return user
  }

  change(id: string, patch: Partial<Omit<SandboxUser, 'id'>>): SandboxUser {
    const user = { ...this.user(id), ...patch, updatedAt: this.#now() }
    this.#users.set(id, user)
    this.#touch()
    return user
  }

  deactivate(id: string): SandboxUser {
    return this.change(id, { active: false })
  }

  activate(id: string): SandboxUser {
    return this.change(id, { active: true })
  }

  /** Deletes someone; `restore` can bring them back under the same id. */
  remove(id: string): SandboxUser {
    const user = this.user(id)
    this.#users.delete(id)
    this.#removed.set(id, user)
    for (const group of this.#groups.values()) group.members.delete(id)
    this.#touch()
    return user
  }

  restore(id: string): SandboxUser {
    const user = this.#removed.get(id)
    if (!user) throw new Error(`the sandbox has not removed a user ${id}`)
    this.#removed.delete(id)
    this.#users.set(id, { ...user, updatedAt: this.#now() })
    this.#touch()
    return this.user(id)
  }

  addGroup(group: { name: string; description?: string; members?: readonly string[]; id?: string }): SandboxGroup {
    const number = this.#groups.size
    const added: SandboxGroup = {
      id: group.id ?? this.#options.groupId?.(number) ?? `group-${number}`,
      name: group.name,
      description: group.description ?? null,
      members: new Set(group.members),
    }
    this.#groups.set(added.id, added)
    this.#touch()
    return added
  }

  removeGroup(id: string): void {
    this.#groups.delete(id)
    this.#touch()
  }

  join(groupId: string, userId: string): void {
    this.#groups.get(groupId)?.members.add(userId)
  }

  leave(groupId: string, userId: string): void {
    this.#groups.get(groupId)?.members.delete(userId)
  }

  #now(): string {
    return new Date(Date.parse('2026-01-01T00:00:00Z') + ++this.#changes * 1_000).toISOString()
  }

  #touch(): void {
    this.#view = undefined
  }
}
