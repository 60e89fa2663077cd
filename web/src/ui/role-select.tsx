import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Role } from '../lib/api-types.ts'
import { useMay } from '../lib/may.ts'
import { rolesQuery } from '../lib/queries/users.ts'
import { texts } from '../lib/texts.ts'

type Props = {
  label: string
  value: string | null
  onChange: (role: string | null) => void
  clearable?: boolean
  error?: string | undefined
}

/** Roles that whoever chooses may give: nobody gives what they do not have. */
export function RoleSelect({ label, value, onChange, clearable = false, error }: Props) {
  const { data } = useQuery(rolesQuery)
  const may = useMay()
  const mayGive = ({ permissions }: Role) => permissions.every(may)
  const roles = (data?.items ?? []).filter((role) => mayGive(role) || role.id === value)
  return (
    <Select
      label={label}
      data={roles.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
      allowDeselect={clearable}
      clearable={clearable}
      clearButtonProps={{ 'aria-label': texts.common.remove }}
      error={error}
    />
  )
}
