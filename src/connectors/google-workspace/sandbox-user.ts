import type { DirectoryView, SandboxUser } from '#kit/sandbox-directory.ts'

export const CUSTOMER = 'C0sandbox1'

/** A user as the Directory API sends it with `projection=full`. */
export function googleUser(user: SandboxUser, view: DirectoryView): Record<string, unknown> {
  const manager = user.managerId === null ? undefined : view.user(user.managerId)
  return {
    kind: 'admin#directory#user',
    id: user.id,
    etag: '"u"',
    primaryEmail: user.email,
    name: {
      givenName: user.givenName,
      familyName: user.familyName,
      fullName: `${user.givenName} ${user.familyName}`,
    },
    isAdmin: user.isAdmin,
    isDelegatedAdmin: false,
    // Google's word for never.
    lastLoginTime: user.lastActiveAt ?? '1970-01-01T00:00:00.000Z',
    creationTime: user.createdAt,
    agreedToTerms: true,
    suspended: !user.active,
    ...(user.active ? {} : { suspensionReason: 'ADMIN' }),
    archived: false,
    changePasswordAtNextLogin: false,
    ipWhitelisted: false,
    emails: [{ address: user.email, primary: true }],
    externalIds: [{ value: user.employeeNumber, type: 'organization' }],
    ...(manager ? { relations: [{ value: manager.email, type: 'manager' }] } : {}),
    organizations: [
      { title: user.title, department: user.department, costCenter: `CC-${user.department}`, primary: true },
    ],
    phones: [{ value: user.phone, type: 'work' }],
    languages: [{ languageCode: user.locale.slice(0, 2), preference: 'preferred' }],
    customerId: CUSTOMER,
    orgUnitPath: `/${user.department}`,
    isMailboxSetup: true,
    isEnrolledIn2Sv: true,
    isEnforcedIn2Sv: false,
    includeInGlobalAddressList: true,
    isGuestUser: user.isGuest,
    ...user.raw,
  }
}
