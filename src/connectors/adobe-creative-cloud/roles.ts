/** An admin role that a user holds. Adobe tells it as a group with a reserved name. */
export type AdobeRole = { id: string; name: string; title: string; isAdmin: boolean }

// From the highest to the lowest. What ends in an underscore is a role for one product, profile or group, whose name follows.
const ROLES: readonly { prefix: string; title: string; isAdmin: boolean }[] = [
  { prefix: '_org_admin', title: 'System administrator', isAdmin: true },
  { prefix: '_support_admin', title: 'Support administrator', isAdmin: true },
  { prefix: '_deployment_admin', title: 'Deployment administrator', isAdmin: true },
  { prefix: '_product_admin_', title: 'Product administrator', isAdmin: true },
  { prefix: '_admin_', title: 'Group or profile administrator', isAdmin: true },
  { prefix: '_developer_', title: 'Developer', isAdmin: false },
]

/** The roles among the groups that a user names, the highest first. All other names are groups and profiles. */
export function rolesOf(groups: readonly string[]): AdobeRole[] {
  return ROLES.flatMap(({ prefix, title, isAdmin }) => {
    const isWide = !prefix.endsWith('_')
    return groups
      .filter((group) => (isWide ? group === prefix : group.startsWith(prefix)))
      .map((id) => ({ id, title, isAdmin, name: isWide ? title : `${title}: ${id.slice(prefix.length)}` }))
  })
}
