import { IconPlugConnected } from '@tabler/icons-react'
import { texts } from '../../lib/texts.ts'
import classes from './home.module.css'
import { MayLinkButton } from '../../ui/may-button.tsx'

/** Home before anything is connected. */
export function Welcome() {
  const { title, text, action, steps } = texts.home.welcome
  return (
    <div className={classes.welcome}>
      <h2>{title}</h2>
      <p>{text}</p>
      <MayLinkButton
        needs="connections:write"
        to="/connections/new"
        size="md"
        leftSection={<IconPlugConnected size={18} aria-hidden />}
      >
        {action}
      </MayLinkButton>
      <ol className={classes.steps}>
        {steps.map(([name, what]) => (
          <li key={name}>
            <strong>{name}</strong>
            <span>{what}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}
