import { Modal } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, type LinkProps } from '@tanstack/react-router'
import { useId, useState, type KeyboardEvent, type ReactNode } from 'react'
import { appsQuery } from '../../lib/queries/apps.ts'
import { connectionsQuery } from '../../lib/queries/connections.ts'
import { peopleQuery } from '../../lib/queries/people.ts'
import { useMay } from '../../lib/may.ts'
import { texts } from '../../lib/texts.ts'
import { useDebounced } from '../../lib/use-debounced.ts'
import { Monogram } from '../../ui/monogram.tsx'
import { FURTHER_PLACES, NAV_GROUPS } from './nav-items.ts'
import classes from './palette.module.css'

type Entry = { key: string; group: string; label: string; detail: string | null; icon: ReactNode; link: LinkProps }

const MOST_PER_GROUP = 6

/** Ctrl/Cmd+K: go to a page, a person, an app or a connection without leaving the keyboard. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { palette } = texts.shell
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const entries = useEntries(text)
  const navigate = useNavigate()
  const listId = useId()

  const go = (entry: Entry | undefined) => {
    if (!entry) return
    onClose()
    void navigate(entry.link)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (move !== undefined && entries.length > 0) {
      event.preventDefault()
      const next = (chosen + move + entries.length) % entries.length
      setChosen(next)
      document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter') {
      event.preventDefault()
      go(entries[chosen])
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={560}
      yOffset="12vh"
      centered={false}
      attributes={{ content: { 'aria-label': palette.label } }}
    >
      <input
        className={classes.input}
        role="combobox"
        aria-expanded={entries.length > 0}
        aria-controls={entries.length > 0 ? listId : undefined}
        aria-activedescendant={entries.length > 0 ? `${listId}-${chosen}` : undefined}
        aria-autocomplete="list"
        aria-label={palette.label}
        placeholder={palette.placeholder}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setChosen(0)
        }}
        onKeyDown={onKeyDown}
        data-autofocus
      />
      {entries.length > 0 && (
        <div id={listId} role="listbox" aria-label={palette.label} className={classes.list}>
          {entries.map((entry, index) => (
            <div key={entry.key} role="presentation">
              {entries[index - 1]?.group !== entry.group && (
                <p className={classes.group} role="presentation">
                  {entry.group}
                </p>
              )}
              {/* The keys are handled where the focus is, in the input. */}
              {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events */}
              <div
                id={`${listId}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === chosen}
                className={classes.option}
                onClick={() => go(entry)}
                onMouseMove={() => setChosen(index)}
              >
                {entry.icon}
                <span className="truncate">{entry.label}</span>
                {entry.detail && <span className={classes.detail}>{entry.detail}</span>}
              </div>
            </div>
          ))}
        </div>
      )}
      {entries.length === 0 && (
        <p className={classes.nothing} role="status">
          {palette.nothing}
        </p>
      )}
      <p className={classes.hint}>{palette.hint}</p>
    </Modal>
  )
}

function useEntries(text: string): Entry[] {
  const { palette } = texts.shell
  const may = useMay()
  const search = useDebounced(text.trim(), 150)
  const isSearching = search !== ''
  const people = useInfiniteQuery({ ...peopleQuery({ search }, MOST_PER_GROUP), enabled: isSearching })
  const apps = useInfiniteQuery({ ...appsQuery({ search }), enabled: isSearching })
  const connections = useInfiniteQuery({ ...connectionsQuery({ search }), enabled: isSearching })

  const wanted = text.trim().toLowerCase()
  const places = [...NAV_GROUPS.flatMap((group) => group.items), ...FURTHER_PLACES]
    .filter(({ label, needs }) => label.toLowerCase().includes(wanted) && (needs === undefined || may(needs)))
    .map(({ label, icon: Icon, to }): Entry => {
      return {
        key: to,
        group: palette.pages,
        label,
        detail: null,
        icon: <Icon size={17} stroke={1.7} aria-hidden />,
        link: { to },
      }
    })
  if (!isSearching) return places
  return [
    ...(people.data ?? []).slice(0, MOST_PER_GROUP).map((person): Entry => {
      const label = person.displayName ?? person.email ?? person.id
      const link: LinkProps = { to: '/people/$personId', params: { personId: person.id } }
      return {
        key: person.id,
        group: palette.people,
        label,
        detail: person.email,
        icon: <Monogram name={label} size={22} isRound />,
        link,
      }
    }),
    ...(apps.data ?? [])
      .filter((app) => app.connectionCount > 0)
      .slice(0, MOST_PER_GROUP)
      .map((app): Entry => {
        const link: LinkProps = { to: '/apps/$appId', params: { appId: app.id } }
        return {
          key: `app ${app.id}`,
          group: palette.apps,
          label: app.name,
          detail: app.category,
          icon: <Monogram name={app.name} size={22} />,
          link,
        }
      }),
    ...(connections.data ?? []).slice(0, MOST_PER_GROUP).map((one): Entry => {
      const link: LinkProps = { to: '/connections/$connectionId', params: { connectionId: one.id } }
      return {
        key: one.id,
        group: palette.connections,
        label: one.name,
        detail: one.appName,
        icon: <Monogram name={one.appName} size={22} />,
        link,
      }
    }),
    ...places,
  ]
}
