import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Credential } from '../../lib/api-types.ts'
import { useMay } from '../../lib/may.ts'
import { ownersQuery } from '../../lib/queries/credentials.ts'
import { sessionQuery } from '../../lib/queries/session.ts'
import { texts } from '../../lib/texts.ts'

/** Gives the props that bind it to a form; empty is nobody. */
type Props = { owner?: Credential['owner']; bound: { value?: string; error?: unknown; onChange?: unknown } }

/** Who owns a credential, and is asked when it expires. */
export function OwnerSelect({ owner = null, bound }: Props) {
  const { detail: words } = texts.credentials
  const owners = useOwners(owner)
  return (
    <Select
      label={words.owner}
      description={words.ownerHelp}
      data={owners}
      allowDeselect={false}
      searchable={owners.length > 8}
      {...(bound as object)}
    />
  )
}

/** Who may own it: every user, for those who may see them; else oneself. */
function useOwners(owner: Credential['owner']): { value: string; label: string }[] {
  const { detail: words, noOwner } = texts.credentials
  const may = useMay()
  const { data: session } = useQuery(sessionQuery)
  const { data: users } = useQuery({ ...ownersQuery, enabled: may('users:read') })
  const me = session?.user
  const others = [...(owner ? [owner] : []), ...(users?.items ?? [])]
  const options = new Map([
    ['', noOwner],
    ...(me ? [[me.id, words.me(me.name)] as const] : []),
    ...others.filter(({ id }) => id !== me?.id).map(({ id, name }) => [id, name] as const),
  ])
  return [...options].map(([value, label]) => ({ value, label }))
}
