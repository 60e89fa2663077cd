import { seededRandom } from '#kit/sandbox-people.ts'
import type { Directory, SandboxUser } from '#kit/sandbox-directory.ts'
import type { Company, Employee } from './company.ts'
import { DAY_MS } from './company.ts'

/** Who of the company uses an app, and what becomes of an account when its holder leaves. */
export type Usage = {
  /** The share of the company that uses it, or of the departments that are named. */
  share: number
  departments?: readonly string[]
  /** Whether people from before the history still stand in it, deactivated. */
  keepsFormer: boolean
  /** What is done about a leaver: at once, after some weeks, or never, because nobody thinks of this app. */
  offboards: 'at once' | 'late' | 'never'
  /** How leavers end there. */
  leaversAre: 'deactivated' | 'deleted'
  /** People from outside, with addresses that the company does not know. */
  guests?: number
  /** The share of active accounts that nobody has used for a quarter. */
  unused?: number
}

const LATE_MS = 35 * DAY_MS

/** Moves a simulated vendor along with the company: who has joined is added, who has left is let go in the app's own way. */
export class Timeline {
  readonly #company: Company
  readonly #state: Directory
  readonly #usage: Usage
  readonly #seed: number
  /** The vendor's ids, by number of the employee. */
  readonly #ids = new Map<number, string>()
  readonly #gone = new Set<number>()
  #guests = 0

  /** @param seed another one for each app, so that not everywhere the same people are without an account. */
  constructor(company: Company, state: Directory, usage: Usage, seed: number) {
    this.#company = company
    this.#state = state
    this.#usage = usage
    this.#seed = seed
  }

  /** Brings the vendor to what it was, or will be, at an instant. Only forward. */
  moveTo(at: Date): void {
    for (const employee of this.#company.employees) {
      if (employee.joined > at) continue
      const isFormer = employee.left !== null && this.#leftThere(employee)! <= at
      if (!this.#ids.has(employee.number)) {
        if (this.#gone.has(employee.number) || !this.#uses(employee)) continue
        if (isFormer && !(this.#usage.keepsFormer && this.#usage.leaversAre === 'deactivated')) {
          this.#gone.add(employee.number)
          continue
        }
        this.#add(employee, at, !isFormer)
      } else if (isFormer) this.#letGo(employee)
    }
    for (; this.#guests < (this.#usage.guests ?? 0); this.#guests++) this.#addGuest()
  }

  /** The vendor's id of an employee's account; undefined where they have none. */
  idOf(number: number): string | undefined {
    return this.#gone.has(number) ? undefined : this.#ids.get(number)
  }

  #uses(employee: Employee): boolean {
    const { share, departments } = this.#usage
    if (departments && !departments.includes(employee.department)) return false
    return this.#chance(employee.number) < share
  }

  /** When the account ends, which may be never. */
  #leftThere({ left }: Employee): Date | null {
    if (left === null) return null
    const { offboards } = this.#usage
    if (offboards === 'at once') return left
    // Those who left before anyone looked were cleared up at some time.
    const isOld = this.#company.today.getTime() - left.getTime() > 200 * DAY_MS
    if (isOld) return left
    return offboards === 'late' ? new Date(left.getTime() + LATE_MS) : new Date(8.64e15)
  }

  #add(employee: Employee, at: Date, active: boolean): void {
    const { number, joined, left: _left, ...person } = employee
    const lastDay = this.#usage.unused !== undefined && this.#chance(number + 7) < this.#usage.unused ? 120 : 3
    const lastActiveAt = new Date(
      Math.max(
        joined.getTime(),
        this.#company.today.getTime() - this.#chance(number + 3) * lastDay * DAY_MS - (lastDay > 90 ? 90 * DAY_MS : 0),
      ),
    )
    const user = this.#state.add({
      ...person,
      active,
      isAdmin: this.#ids.size < 3,
      managerId: this.#manager(number),
      createdAt: joined.toISOString(),
      updatedAt: (joined > at ? at : joined).toISOString(),
      lastActiveAt: active ? lastActiveAt.toISOString() : null,
    })
    this.#ids.set(number, user.id)
  }

  #manager(number: number): string | null {
    if (number === 0) return null
    for (let up = Math.floor((number - 1) / 8); up > 0; up = Math.floor((up - 1) / 8)) {
      const id = this.#ids.get(up)
      if (id !== undefined && this.#state.find(id)?.active === true) return id
    }
    return this.#ids.get(0) ?? null
  }

  #letGo({ number }: Employee): void {
    if (this.#gone.has(number)) return
    this.#gone.add(number)
    const id = this.#ids.get(number)!
    if (this.#usage.leaversAre === 'deleted') this.#state.remove(id)
    else this.#state.deactivate(id)
  }

  #addGuest(): SandboxUser {
    const number = this.#guests
    return this.#state.add({
      givenName: 'Guest',
      familyName: `Contractor ${number + 1}`,
      email: `contractor${number + 1}@agency.example`,
      username: `contractor${number + 1}`,
      title: 'Contractor',
      isGuest: true,
      isAdmin: false,
      managerId: null,
    })
  }

  #chance(number: number): number {
    return seededRandom(Math.imul(this.#seed + 1, 0x51ed270b) ^ Math.imul(number + 1, 0x2545f491))()
  }
}
