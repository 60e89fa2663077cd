import { Loader } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { IconArrowsLeftRight, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useParams, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import classes from '../../features/coworker/coworker.module.css'
import { RequestFacts } from '../../features/coworker/request-facts.tsx'
import { RequestForm } from '../../features/coworker/request-form.tsx'
import { useRequestPage } from '../../features/coworker/use-request-page.ts'
import { OTHER_RESULT, RESULTS } from '../../lib/texts/requests.ts'
import { texts } from '../../lib/texts.ts'
import { Logo } from '../../ui/logo.tsx'
import { Monogram } from '../../ui/monogram.tsx'

/** What the link of a connection request opens (F14). Nobody is signed in here. */
export function CoworkerPage() {
  const { token } = useParams({ strict: false })
  // The callback of an authorisation ends here too, with how it went.
  const { result } = useSearch({ strict: false })
  return result === undefined ? <Asked token={token} /> : <Ended result={result} />
}

function Asked({ token }: { token: string | undefined }) {
  const { coworker: words } = texts
  const state = useRequestPage(token)
  const [isDone, setDone] = useState(false)
  if (isDone) return <Ended result="ok" />
  if (state.at === 'opening') {
    return (
      <Frame title={words.titleEmpty}>
        <div className={classes.center} role="status">
          <Loader size={26} />
          <p className={classes.text}>{words.opening}</p>
        </div>
      </Frame>
    )
  }
  if (state.at === 'failed') {
    const { code, message } = state.problem
    const known = RESULTS[code]
    return <Message tone="bad" title={known?.title ?? OTHER_RESULT.title} text={known?.text ?? message} />
  }
  const { page } = state
  return (
    <Frame title={words.title(page.appName)} text={words.greeting(page.name)} app={page.appName}>
      <RequestFacts page={page} />
      <hr style={{ width: '100%', margin: 0, border: 0, borderTop: '1px solid var(--rc-border)' }} />
      <RequestForm page={page} onDone={() => setDone(true)} />
    </Frame>
  )
}

function Ended({ result }: { result: string }) {
  const { coworker: words } = texts
  if (result === 'ok') return <Message tone="good" title={words.done} text={words.doneText} />
  const { title, text } = RESULTS[result] ?? OTHER_RESULT
  return <Message tone="bad" title={title} text={text} />
}

function Message({ tone, title, text }: { tone: 'good' | 'bad'; title: string; text: string }) {
  const Icon = tone === 'good' ? IconCircleCheck : IconCircleX
  return (
    <Frame title={title}>
      <div className={classes.center} data-tone={tone} role={tone === 'good' ? 'status' : 'alert'}>
        <Icon size={34} stroke={1.6} aria-hidden />
        <p className={classes.text}>{text}</p>
      </div>
    </Frame>
  )
}

function Frame({ title, text, app, children }: { title: string; text?: string; app?: string; children: ReactNode }) {
  useDocumentTitle(`${title} · ${texts.coworker.rollcall}`)
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <div className={classes.head}>
          <div className={classes.marks}>
            {app !== undefined && (
              <>
                <Monogram name={app} size={44} />
                <IconArrowsLeftRight size={18} aria-hidden />
              </>
            )}
            <Logo size={44} />
          </div>
          <h1>{title}</h1>
          {text !== undefined && <p>{text}</p>}
        </div>
        <div className={classes.card}>{children}</div>
      </div>
    </main>
  )
}
