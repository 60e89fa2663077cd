import { Anchor, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { Door } from '../features/session/door.tsx'
import { finishProvider, readSession } from '../lib/queries/session.ts'
import { texts } from '../lib/texts.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { LoadingLines } from '../ui/query-view.tsx'
import { useAction } from '../ui/use-action.ts'

/** Where an OpenID provider sends the browser back to: what it says is handed to the server, once. */
export function ProviderReturnPage() {
  const { returning: words } = texts.access
  const { providerId } = useParams({ from: '/sign-in/from/$providerId' })
  const client = useQueryClient()
  const navigate = useNavigate()
  const isSent = useRef(false)
  const finish = useAction(finishProvider, {
    showsProblem: true,
    onDone: async () => {
      await readSession(client)
      await navigate({ to: '/' })
    },
  })
  const { mutate } = finish
  useEffect(() => {
    if (isSent.current) return
    isSent.current = true
    const query = window.location.search.slice(1)
    // The code is good for nothing any more, and need not stand in the history.
    window.history.replaceState(window.history.state, '', window.location.pathname)
    mutate({ id: providerId, query })
  }, [mutate, providerId])
  return (
    <Door title={finish.error ? words.failed : words.title}>
      {finish.error ? (
        <Stack gap="md">
          <ProblemNotice error={finish.error} />
          <Anchor component={Link} to="/sign-in" size="sm" ta="center">
            {words.back}
          </Anchor>
        </Stack>
      ) : (
        <LoadingLines count={2} />
      )}
    </Door>
  )
}
