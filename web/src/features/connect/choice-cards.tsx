import { Radio } from '@mantine/core'
import classes from './connect.module.css'

type Props<Value extends string> = {
  legend: string
  name: string
  value: Value
  options: readonly { value: Value; label: string; help: string }[]
  onChange: (value: Value) => void
}

/** One of a few, each with what it means. */
export function ChoiceCards<Value extends string>({ legend, name, value, options, onChange }: Props<Value>) {
  return (
    <fieldset className={classes.fieldset}>
      <legend>{legend}</legend>
      <div className={classes.choice}>
        {options.map((option) => (
          <label key={option.value} htmlFor={`${name}-${option.value}`}>
            <Radio
              id={`${name}-${option.value}`}
              name={name}
              aria-label={option.label}
              aria-describedby={`${name}-${option.value}-help`}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>
              <span className={classes.choiceTitle}>{option.label}</span>
              <span className={classes.choiceHelp} id={`${name}-${option.value}-help`}>
                {option.help}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
