import { Checkbox } from '@mantine/core'
import type { ScopePlan } from '../lib/api-types.ts'
import { texts } from '../lib/texts.ts'
import classes from './scope-picker.module.css'

type Props = {
  label: string
  scopes: ScopePlan['items']
  value: readonly string[]
  onChange: (value: string[]) => void
}

/** What to ask the vendor for: required ones stay ticked (F29), the others each say what is lost without them. */
export function ScopePicker({ label: name, scopes, value, onChange }: Props) {
  const { scopes: words } = texts.connect
  return (
    <ul className={classes.picker} aria-label={name}>
      {scopes.map(({ id, label, explains, serves, required, without, isPicked }) => (
        <li key={id}>
          <Checkbox
            checked={required || value.includes(id)}
            // Not disabled: it would be skipped by the keyboard and read as something that does not matter.
            readOnly={required}
            aria-disabled={required || undefined}
            onChange={(event) => {
              if (required) return
              const isOn = event.currentTarget.checked
              onChange(isOn ? [...value, id] : value.filter((one) => one !== id))
            }}
            label={
              <>
                {label}
                {required && (
                  <>
                    <span className={classes.star} aria-hidden>
                      {' *'}
                    </span>
                    <span className={classes.hidden}> ({words.required})</span>
                  </>
                )}
                <span className={classes.serves}>{words.serves[serves]}</span>
                <span className={classes.id}>{id}</span>
              </>
            }
            description={
              <>
                {explains}
                {(required || (isPicked && !value.includes(id))) && (
                  <span className={required ? classes.needed : classes.lost}>{without}</span>
                )}
              </>
            }
          />
        </li>
      ))}
    </ul>
  )
}
