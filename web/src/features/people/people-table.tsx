import { Link } from '@tanstack/react-router'
import type { Person } from '../../lib/api-types.ts'
import { figure } from '../../lib/format.ts'
import { texts } from '../../lib/texts.ts'
import { DataTable, PrimaryCell, ROW_LINK, type Column } from '../../ui/data-table.tsx'
import { Monogram } from '../../ui/monogram.tsx'
import { HolderStatus } from '../../ui/status.tsx'

const { columns: heads } = texts.people

const muted = (text: string | null) => (text === null ? <span className="muted">{texts.common.none}</span> : text)

const COLUMNS: Column<Person>[] = [
  {
    id: 'person',
    header: heads.person,
    cell: (person) => {
      const name = personName(person)
      return (
        <PrimaryCell
          icon={<Monogram name={name} size={28} isRound />}
          detail={person.email !== name ? person.email : null}
        >
          <Link to="/people/$personId" params={{ personId: person.id }} className={ROW_LINK}>
            {name}
          </Link>
        </PrimaryCell>
      )
    },
  },
  { id: 'status', header: heads.status, cell: (person) => <HolderStatus status={person.status} /> },
  { id: 'department', header: heads.department, hideBelow: 'sm', cell: (person) => muted(person.department) },
  { id: 'title', header: heads.title, hideBelow: 'md', cell: (person) => muted(person.title) },
  { id: 'role', header: heads.role, hideBelow: 'lg', cell: (person) => muted(person.role) },
  {
    id: 'accounts',
    header: heads.accounts,
    hideBelow: 'sm',
    align: 'right',
    cell: ({ accountCount }) => (
      <span className={accountCount === 0 ? 'muted' : undefined}>{figure(accountCount)}</span>
    ),
  },
]

type Props = {
  people: Person[]
  more: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}

export function PeopleTable({ people, more }: Props) {
  return (
    <DataTable
      label={texts.people.list}
      rows={people}
      columns={COLUMNS}
      rowKey={(person) => person.id}
      isDim={(person) => person.status === 'inactive'}
      more={more}
    />
  )
}

/** What a person is called: by the name, else the address. */
export function personName({
  displayName,
  email,
  username,
}: Pick<Person, 'displayName' | 'email' | 'username'>): string {
  return displayName ?? email ?? username ?? texts.people.noName
}
