import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Door } from '../features/session/door.tsx'
import { WelcomeForm } from '../features/session/welcome-form.tsx'
import type { LinkFacts } from '../lib/api-types.ts'
import { readLink, readSession } from '../lib/queries/session.ts'
import { texts } from '../lib/texts.ts'
import { Notice } from '../ui/problem-notice.tsx'
import { QueryView } from '../ui/query-view.tsx'

/** Where links in mails lead. The token stands behind the `#`; it is taken out of the address at once (S11). */
export function WelcomePage() {
  const { welcome: words } = texts.access
  const client = useQueryClient()
  const navigate = useNavigate()
  const [token] = useState(() => window.location.hash.slice(1))
  useEffect(() => window.history.replaceState(window.history.state, '', window.location.pathname), [])
  const link = useQuery({
    queryKey: ['link', token],
    queryFn: () => readLink(token),
    enabled: token !== '',
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  })
  if (token === '') {
    return (
      <Door title={words.invite.title}>
        <Notice tone="bad">{words.noToken}</Notice>
      </Door>
    )
  }
  const facts = link.data
  return (
    <Door title={facts ? words[facts.kind].title : words.invite.title} {...(facts && { text: aboutOf(facts) })}>
      <QueryView query={link}>
        {(found) => (
          <WelcomeForm
            token={token}
            facts={found}
            onDone={async ({ user }) => {
              if (user === null) return navigate({ to: '/sign-in' })
              await readSession(client)
              return navigate({ to: '/' })
            }}
          />
        )}
      </QueryView>
    </Door>
  )
}

function aboutOf({ kind, email, invitedBy, roleName }: LinkFacts): string {
  const { welcome: words } = texts.access
  if (kind === 'invite') return words.invitedBy(invitedBy ?? '', roleName ?? '')
  return kind === 'reset' ? words.resetText(email) : words.recoverText(email)
}
