import { Checkbox, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Connector, ScopePlan } from '../../lib/api-types.ts'
import { scopePlanQuery } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { CopyField } from '../../ui/copy-field.tsx'
import { LoadingLines, QueryView } from '../../ui/query-view.tsx'
import { ScopePicker } from '../../ui/scope-picker.tsx'
import classes from './connect.module.css'

type Capability = ScopePlan['items'][number]['serves']

const CAPABILITIES: readonly Capability[] = ['discovery', 'provisioning', 'workflows']

type Props = {
  connector: Connector
  method: Connector['auth'][number]
  value: readonly string[]
  onChange: (scopes: string[]) => void
  /** Nothing has been chosen before: the smallest set for reading is taken. */
  isNew: boolean
}

/**
 * From what a connection shall be able to do to the smallest set of scopes for it (F29, F30, F33): required ones stay,
 * and each of the others says what is lost when it is left out.
 */
export function ScopePlanner({ connector, method, value, onChange, isNew }: Props) {
  const { scopes: words } = texts.connect
  const [wanted, setWanted] = useState(() => (isNew ? (['discovery'] as const) : servedBy(connector, value)))
  // What was chosen by hand stays, until something else is wanted.
  const isPlanned = useRef(!isNew)
  const plan = useQuery(scopePlanQuery(connector.id, method.id, wanted))
  useEffect(() => {
    if (isPlanned.current || plan.data === undefined || plan.isPlaceholderData) return
    isPlanned.current = true
    onChange(plan.data.scopes)
  }, [plan.data, plan.isPlaceholderData, onChange])
  const toggle = (capability: Capability) => {
    setWanted(CAPABILITIES.filter((one) => wanted.includes(one) !== (one === capability)))
    isPlanned.current = false
  }
  return (
    <fieldset className={classes.fieldset}>
      <legend>{words.legend}</legend>
      <QueryView query={plan} loading={<LoadingLines count={2} height={48} />}>
        {({ items }) => (
          <Stack gap="md">
            <p className="muted" style={{ margin: 0, fontSize: 13 }}>
              {method.scopes === 'at_vendor' ? words.atVendor(connector.name) : words.help}
            </p>
            <Wants items={items} wanted={wanted} onToggle={toggle} />
            <ScopePicker
              label={words.chosen}
              scopes={items.filter(
                ({ id, required, serves }) => required || wanted.includes(serves) || value.includes(id),
              )}
              value={value}
              onChange={onChange}
            />
            {method.scopes === 'at_vendor' && (
              <CopyField
                label={words.toChoose}
                value={items.flatMap(({ id, required }) => (required || value.includes(id) ? [id] : [])).join(' ')}
              />
            )}
          </Stack>
        )}
      </QueryView>
    </fieldset>
  )
}

/** What it shall be able to do, of what this connector has scopes for. */
function Wants({
  items,
  wanted,
  onToggle,
}: {
  items: ScopePlan['items']
  wanted: readonly Capability[]
  onToggle: (capability: Capability) => void
}) {
  const { scopes: words } = texts.connect
  const offered = CAPABILITIES.filter((one) => items.some(({ serves, required }) => serves === one && !required))
  if (offered.length === 0) return null
  return (
    <div className={classes.wants} role="group" aria-label={words.wants}>
      <p>{words.wants}</p>
      {offered.map((one) => (
        <Checkbox
          key={one}
          label={words.want[one]}
          description={words.wantHelp[one]}
          checked={wanted.includes(one)}
          onChange={() => onToggle(one)}
        />
      ))}
    </div>
  )
}

/** What the chosen scopes serve, required ones apart: those are asked for whatever one wants. */
function servedBy({ scopes }: Connector, chosen: readonly string[]): readonly Capability[] {
  const served = new Set(
    scopes.flatMap(({ id, required, serves }) => (!required && chosen.includes(id) ? [serves] : [])),
  )
  return CAPABILITIES.filter((one) => served.has(one))
}
