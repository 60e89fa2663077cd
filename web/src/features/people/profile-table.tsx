import { ActionIcon, Tooltip } from '@mantine/core'
import { IconHelpCircle, IconPencil } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { valueText } from '../../lib/format.ts'
import { texts } from '../../lib/texts.ts'
import { HolderStatus } from '../../ui/status.tsx'
import type { PersonDetail } from '../../lib/api-types.ts'
import { sourceName, type PersonValue } from './person-values.ts'
import classes from '../../ui/key-value.module.css'
import { MayIcon } from '../../ui/may-button.tsx'

type Props = {
  person: PersonDetail
  values: PersonValue[]
  onExplain: (field: string) => void
  onEdit: (field: string) => void
}

/** Every field of a person: its value, who says so, why, and the pencil. */
export function ProfileTable({ person, values, onExplain, onEdit }: Props) {
  const { person: words } = texts.people
  return (
    <table className={classes.table} aria-label={words.profile}>
      <tbody>
        {values.map(({ field, explanation }) => (
          <tr key={field.name}>
            <th scope="row">{field.label}</th>
            <td>
              <Value person={person} name={field.name} value={explanation.value} />
            </td>
            <td className={classes.from}>{sourceName(explanation)}</td>
            <td>
              <Tooltip label={words.explain(field.label)}>
                <ActionIcon aria-label={words.explain(field.label)} onClick={() => onExplain(field.name)}>
                  <IconHelpCircle size={17} stroke={1.7} aria-hidden />
                </ActionIcon>
              </Tooltip>
              <Tooltip label={words.edit(field.label)}>
                <MayIcon
                  needs="directory:write"
                  aria-label={words.edit(field.label)}
                  onClick={() => onEdit(field.name)}
                >
                  <IconPencil size={16} stroke={1.7} aria-hidden />
                </MayIcon>
              </Tooltip>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Value({
  person,
  name,
  value,
}: {
  person: PersonDetail
  name: string
  value: PersonValue['explanation']['value']
}) {
  if (name === 'status') return <HolderStatus status={person.status} />
  if (name === 'manager' && person.managerId) {
    return (
      <Link
        to="/people/$personId"
        params={{ personId: person.managerId }}
        style={{ color: 'var(--mantine-color-anchor)' }}
      >
        {person.managerName ?? valueText(value)}
      </Link>
    )
  }
  return value === null || value === '' ? <span className="muted">{texts.common.none}</span> : valueText(value)
}
