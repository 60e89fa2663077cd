import { Button } from '@mantine/core'
import { IconError404, IconMoodSad } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { texts } from '../lib/texts.ts'
import { toProblem } from '../lib/api/client.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { LoadingLines } from '../ui/query-view.tsx'

export function NotFoundPage() {
  const { title, text, home } = texts.common.notFound
  return (
    <Page title={title} isNarrow>
      <EmptyState icon={IconError404} title={title} text={text} action={<Link to="/">{home}</Link>} />
    </Page>
  )
}

/** For what no component has caught: a fault of ours, or the API gone while a page was opened. */
export function CrashedPage({ error }: { error: unknown }) {
  const { title, text, reload } = texts.common.crashed
  const problem = toProblem(error)
  const button = <Button onClick={() => window.location.reload()}>{reload}</Button>
  return (
    <Page title={title} isNarrow>
      {problem.code === 'page_error' ? (
        <EmptyState icon={IconMoodSad} title={title} text={text} action={button} />
      ) : (
        <ProblemNotice error={problem} action={button} />
      )}
    </Page>
  )
}

export function CrashedAlone({ error }: { error: unknown }) {
  return (
    <main>
      <CrashedPage error={error} />
    </main>
  )
}

export function PendingPage() {
  return (
    <div style={{ padding: '28px 32px' }}>
      <LoadingLines />
    </div>
  )
}
