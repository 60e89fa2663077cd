import { Select } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import type { AppCategory } from '../../lib/api-types.ts'
import { figure } from '../../lib/format.ts'
import { texts } from '../../lib/texts.ts'
import classes from './catalogue.module.css'

/** What the catalogue is browsed by: at most one of them. */
export type Browse = {
  list?: keyof typeof texts.apps.catalogue.lists | undefined
  capability?: keyof typeof texts.apps.catalogue.capabilities | undefined
  category?: string | undefined
}

type Item = { key: string; label: string; browse: Browse; count?: number }
type Group = { label: string | null; items: Item[] }

const { catalogue: words } = texts.apps

const listItem = (list: NonNullable<Browse['list']>): Item => ({
  key: `list:${list}`,
  label: words.lists[list],
  browse: { list },
})

function groupsOf(categories: readonly AppCategory[]): Group[] {
  const capabilities = Object.entries(words.capabilities) as [NonNullable<Browse['capability']>, string][]
  return [
    { label: null, items: [{ key: 'all', label: words.all, browse: {} }] },
    { label: words.forYou, items: [listItem('recommended'), listItem('connected'), listItem('requests')] },
    {
      label: words.collections,
      items: [listItem('essentials'), listItem('staff-picks'), listItem('workflow-favorites')],
    },
    {
      label: words.byCapability,
      items: capabilities.map(([capability, label]) => ({
        key: `capability:${capability}`,
        label,
        browse: { capability },
      })),
    },
    {
      label: words.categories,
      items: categories.map(({ category, apps }) => ({
        key: `category:${category}`,
        label: category,
        browse: { category },
        count: apps,
      })),
    },
  ]
}

const keyOf = ({ list, capability, category }: Browse): string =>
  list ? `list:${list}` : capability ? `capability:${capability}` : category ? `category:${category}` : 'all'

const NOTHING: Browse = { list: undefined, capability: undefined, category: undefined }

/** The ways into the catalogue: links beside it, one field where there is no room for them. */
export function CatalogueNav({ browse, categories }: { browse: Browse; categories: readonly AppCategory[] }) {
  const navigate = useNavigate({ from: '/apps/catalogue' })
  const groups = groupsOf(categories)
  const current = keyOf(browse)
  const all = groups.flatMap(({ items }) => items)
  return (
    <>
      <nav aria-label={words.browse} className={classes.nav}>
        {groups.map(({ label, items }) => (
          <div key={label} className={classes.group}>
            {label && <p>{label}</p>}
            <ul>
              {items.map((item) => (
                <li key={item.key}>
                  <Link
                    to="/apps/catalogue"
                    search={(before) => ({ ...before, ...NOTHING, ...item.browse, search: undefined })}
                    className={classes.item}
                    data-current={item.key === current || undefined}
                    activeOptions={{ exact: true, includeSearch: true }}
                  >
                    <span className="truncate">{item.label}</span>
                    {item.count !== undefined && <span className={classes.count}>{figure(item.count)}</span>}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <Select
        className={classes.select}
        aria-label={words.browse}
        data={groups.map(({ label, items }) => ({
          group: label ?? words.browse,
          items: items.map((item) => ({ value: item.key, label: item.label })),
        }))}
        value={current}
        allowDeselect={false}
        onChange={(key) => {
          const item = all.find((one) => one.key === key)
          void navigate({ search: (before) => ({ ...before, ...NOTHING, ...item?.browse, search: undefined }) })
        }}
      />
    </>
  )
}
