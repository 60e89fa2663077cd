import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Door } from '../features/session/door.tsx'
import { SetUpForm } from '../features/session/set-up-form.tsx'
import { readSession } from '../lib/queries/session.ts'
import { texts } from '../lib/texts.ts'

/** The first start: whoever can read the server's output becomes its first admin. */
export function SetUpPage() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return (
    <Door title={texts.shell.setUp.title} text={texts.shell.setUp.text}>
      <SetUpForm
        onDone={async () => {
          await readSession(client)
          await navigate({ to: '/' })
        }}
      />
    </Door>
  )
}
