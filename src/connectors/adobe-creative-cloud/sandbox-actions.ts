import type { Directory, SandboxUser } from '#kit/sandbox-directory.ts'
import type { SandboxResponse } from '#kit/sandbox.ts'

type Profile = { name: string; members: Set<string> }
type Step = Readonly<Record<string, unknown>>
type Failure = { errorCode: string; message: string }

const CREATES: Readonly<Record<string, string>> = {
  createFederatedID: 'federatedID',
  createEnterpriseID: 'enterpriseID',
  addAdobeID: 'adobeID',
}

/** What `POST /action/{organisation}` does: up to ten commands, each with its steps, and a 200 whatever became of them. */
export function runCommands(state: Directory, profiles: readonly Profile[], text: string): SandboxResponse {
  const commands = JSON.parse(text) as { user?: string; do?: Step[] }[]
  if (!Array.isArray(commands) || commands.length === 0 || commands.length > 10)
    return { status: 400, body: { result: 'error.command.malformed', message: 'Malformed command' } }
  const errors: object[] = []
  for (const [index, { user = '', do: steps = [] }] of commands.entries()) {
    for (const [step, action] of steps.entries()) {
      const failed = runStep(state, profiles, user, action, step === steps.length - 1)
      if (!failed) continue
      errors.push({ index, step, user, ...failed })
      break
    }
  }
  const completed = commands.length - errors.length
  return {
    status: 200,
    body: {
      completed,
      notCompleted: errors.length,
      completedInTestMode: 0,
      result: errors.length === 0 ? 'success' : completed === 0 ? 'error' : 'partial',
      ...(errors.length === 0 ? {} : { errors }),
    },
  }
}

function runStep(
  state: Directory,
  profiles: readonly Profile[],
  email: string,
  step: Step,
  isLast: boolean,
): Failure | undefined {
  const user = state.view.users.find((one) => one.active && one.email.toLowerCase() === email.toLowerCase())
  const [name = '', value] = Object.entries(step)[0] ?? []
  if (Object.hasOwn(CREATES, name)) return create(state, email, value as Step, user, CREATES[name]!)
  if (name === 'removeFromOrg') {
    if (!isLast) return { errorCode: 'error.command.removefromorg.not_last', message: 'must be the last step' }
    // Success, whether there was somebody or not.
    if (user) state.remove(user.id)
    return undefined
  }
  if (name !== 'add' && name !== 'remove') return { errorCode: 'error.command.step.unknown', message: name }
  if (!user) return { errorCode: 'error.user.nonexistent', message: `String didn't match a user: ${email}` }
  const groups = (value as { group?: string[] }).group ?? []
  for (const wanted of groups) {
    const group = state.view.groups.find((one) => one.name === wanted)
    const profile = profiles.find((one) => one.name === wanted)
    if (!group && !profile) return { errorCode: 'error.group.not_found', message: `Group ${wanted} was not found` }
    if (name === 'add') {
      if (group) state.join(group.id, user.id)
      profile?.members.add(user.id)
    } else {
      if (group) state.leave(group.id, user.id)
      profile?.members.delete(user.id)
    }
  }
  return undefined
}

function create(
  state: Directory,
  email: string,
  { firstname, lastname, country, option }: Step,
  user: SandboxUser | undefined,
  type: string,
): Failure | undefined {
  if (user)
    return option === 'ignoreIfAlreadyExists'
      ? undefined
      : { errorCode: 'error.user.already_in_org', message: 'User already in the organization' }
  if (!email.toLowerCase().endsWith('@example.com') && type !== 'adobeID')
    return { errorCode: 'error.domain.trust.nonexistent', message: 'Domain is not claimed' }
  if (typeof country !== 'string' || !/^[A-Z]{2}$/.test(country))
    return { errorCode: 'error.country.invalid', message: 'country' }
  state.add({
    email,
    username: email,
    givenName: typeof firstname === 'string' ? firstname : '',
    familyName: typeof lastname === 'string' ? lastname : '',
    managerId: null,
    raw: { type, country },
  })
  return undefined
}
