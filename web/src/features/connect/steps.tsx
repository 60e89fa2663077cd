import { Link } from '@tanstack/react-router'
import { texts } from '../../lib/texts.ts'
import classes from './connect.module.css'

const STEPS = ['authorise', 'mapping', 'options', 'launch'] as const
export type Step = (typeof STEPS)[number]

/** The way from a choice to a running connection. Each step has an address, so it can be left and taken up again. */
export function Steps({ current, connectionId }: { current: Step; connectionId?: string }) {
  return (
    <nav aria-label={texts.connect.steps.label}>
      <ol className={classes.steps}>
        {STEPS.map((step) => (
          <li key={step}>
            {connectionId === undefined || step === current ? (
              <span className={classes.step} aria-current={step === current ? 'step' : undefined}>
                {texts.connect.steps[step]}
              </span>
            ) : (
              <Link
                to="/connections/$connectionId/set-up"
                params={{ connectionId }}
                search={{ step }}
                className={classes.step}
              >
                {texts.connect.steps[step]}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
