import { useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { Door } from '../features/session/door.tsx'
import { SignInForm } from '../features/session/sign-in-form.tsx'
import { readSession } from '../lib/queries/session.ts'
import { texts } from '../lib/texts.ts'
import { Notice } from '../ui/problem-notice.tsx'

export function SignInPage() {
  const { to, ended } = useSearch({ from: '/sign-in' })
  const client = useQueryClient()
  const router = useRouter()
  return (
    <Door title={texts.shell.signIn.title}>
      {ended && (
        <div style={{ marginBottom: 16 }}>
          <Notice>{texts.shell.signIn.ended}</Notice>
        </div>
      )}
      <SignInForm
        onDone={async () => {
          await readSession(client)
          router.history.push(placeInside(to))
        }}
      />
    </Door>
  )
}

/** Only a path of our own: an address that a stranger put into the link leads Home. */
function placeInside(to: string | undefined): string {
  return to !== undefined && /^\/(?![/\\])/.test(to) ? to : '/'
}
