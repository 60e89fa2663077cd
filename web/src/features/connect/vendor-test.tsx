import { Loader } from '@mantine/core'
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import type { ProbeResult } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import classes from './connect.module.css'

/** Where a test stands. `shownFields`: problems that stand beside inputs already. */
export type TestState =
  | { at: 'idle' }
  | { at: 'saving' }
  | { at: 'save_failed'; error: unknown; shownFields: readonly string[] }
  | { at: 'asking' }
  | { at: 'leaving' }
  | { at: 'refused'; error: unknown }
  | { at: 'works'; result: ProbeResult }

/** What the vendor says, while one waits for it. `isStored`: nothing is saved first. */
export function VendorTest({
  state,
  connector,
  isStored = false,
}: {
  state: TestState
  connector: string
  isStored?: boolean
}) {
  const { test } = texts.connect
  if (state.at === 'idle') return null
  if (state.at === 'save_failed')
    return <ProblemNotice error={state.error} title={test.notSaved} shownFields={state.shownFields} />
  return (
    <div role="status">
      <ul className={classes.test}>
        {!isStored && (
          <li>
            {state.at === 'saving' ? (
              <Loader size={18} />
            ) : (
              <IconCircleCheck size={19} className={classes.ok} aria-hidden />
            )}
            {test.saving}
          </li>
        )}
        {state.at !== 'saving' && (
          <li>
            {(state.at === 'asking' || state.at === 'leaving') && <Loader size={18} />}
            {state.at === 'works' && <IconCircleCheck size={19} className={classes.ok} aria-hidden />}
            {state.at === 'refused' && <IconCircleX size={19} className={classes.bad} aria-hidden />}
            {state.at === 'leaving' ? texts.connect.authorise.leaving(connector) : test.asking(connector)}
          </li>
        )}
        {state.at === 'works' && (
          <li>
            <IconCircleCheck size={19} className={classes.ok} aria-hidden />
            <strong>{test.tenant(state.result.tenantName, state.result.tenantId)}</strong>
          </li>
        )}
      </ul>
      {state.at === 'refused' && (
        <div style={{ marginTop: 10 }}>
          <ProblemNotice error={state.error} title={test.failed} />
        </div>
      )}
    </div>
  )
}
