import { Checkbox } from '@mantine/core'
import { texts } from '../lib/texts.ts'
import classes from './scope-picker.module.css'

type Scope = {
  id: string
  label: string
  explains: string
  serves: keyof typeof texts.connect.scopes.serves
  required: boolean
}

type Props = {
  scopes: readonly Scope[]
  value: readonly string[]
  onChange: (value: string[]) => void
}

/** What to ask the vendor for: required ones stay ticked (F29), the others each say what they are for. */
export function ScopePicker({ scopes, value, onChange }: Props) {
  const { scopes: words } = texts.connect
  if (scopes.length === 0) return null
  return (
    <fieldset className={classes.picker}>
      <legend>{words.legend}</legend>
      <p className="muted">{words.help}</p>
      <ul>
        {scopes.map(({ id, label, explains, serves, required }) => (
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
                </>
              }
              description={explains}
            />
          </li>
        ))}
      </ul>
    </fieldset>
  )
}
