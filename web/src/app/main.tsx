import './mantine-styles.ts'
import './styles.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createQueryClient } from '../lib/api/query-client.ts'
import { sessionQuery } from '../lib/queries/session.ts'
import { createAppRouter } from './router.tsx'
import { cssVariables, theme } from './theme.ts'

const client = createQueryClient(endSession)
const router = createAppRouter(client)

/** The server says that nobody is signed in any more: back to the door, and from there to where one was. */
function endSession(): void {
  if (!client.getQueryData(sessionQuery.queryKey)) return
  client.setQueryData(sessionQuery.queryKey, null)
  void router.navigate({ to: '/sign-in', search: { to: router.state.location.href, ended: true } })
}

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Notifications position="bottom-right" />
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
