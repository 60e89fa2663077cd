import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { PasskeysSection } from '../../features/me/passkeys-section.tsx'
import { PasswordForm } from '../../features/me/password-form.tsx'
import { ProfileForm } from '../../features/me/profile-form.tsx'
import { ProvidersSection } from '../../features/me/providers-section.tsx'
import { SessionsTable } from '../../features/me/sessions-table.tsx'
import { TotpSection } from '../../features/me/totp-section.tsx'
import { endOtherSessions, mySessionsQuery } from '../../lib/queries/me.ts'
import { sessionQuery } from '../../lib/queries/session.ts'
import { texts } from '../../lib/texts.ts'
import { Page, Panel, Section } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useAction } from '../../ui/use-action.ts'

/** What somebody does about nobody but themself. */
export function MePage() {
  const { me: words } = texts.access
  const session = useQuery(sessionQuery)
  const sessions = useQuery(mySessionsQuery)
  const endOthers = useAction(endOtherSessions, { renews: [['me', 'sessions']], done: words.sessions.ended })
  return (
    <Page title={words.title} description={words.description}>
      <div style={{ maxWidth: 720, marginTop: -12 }}>
        <QueryView query={session}>
          {(mine) =>
            mine && (
              <>
                <Section title={words.profile}>
                  <Panel>
                    <ProfileForm key={mine.user.name} user={mine.user} />
                  </Panel>
                </Section>
                <Section title={words.password.title}>
                  <Panel>
                    <PasswordForm hasPassword={mine.hasPassword} />
                  </Panel>
                </Section>
                <Section title={words.totp.title}>
                  <Panel>
                    <TotpSection session={mine} />
                  </Panel>
                </Section>
                <Section title={words.passkeys.title}>
                  <Panel>
                    <PasskeysSection />
                  </Panel>
                </Section>
                <ProvidersSection session={mine} />
              </>
            )
          }
        </QueryView>
        <Section
          title={words.sessions.title}
          aside={
            <Button
              size="compact-sm"
              variant="default"
              loading={endOthers.isPending}
              disabled={(sessions.data?.items.length ?? 0) < 2}
              onClick={() => endOthers.mutate(undefined)}
            >
              {words.sessions.endOthers}
            </Button>
          }
        >
          <QueryView query={sessions}>{({ items }) => <SessionsTable sessions={items} />}</QueryView>
        </Section>
      </div>
    </Page>
  )
}
