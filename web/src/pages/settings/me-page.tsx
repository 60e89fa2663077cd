import { Button, Stack } from '@mantine/core'
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
import { Page, Section } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useAction } from '../../ui/use-action.ts'

/** What somebody does about nobody but themself. */
export function MePage() {
  const { me: words } = texts.access
  const session = useQuery(sessionQuery)
  const sessions = useQuery(mySessionsQuery)
  const endOthers = useAction(endOtherSessions, { renews: [['me', 'sessions']], done: words.sessions.ended })
  return (
    <Page title={words.title} isNarrow>
      <QueryView query={session}>
        {(mine) =>
          mine && (
            <Stack gap={0}>
              <Section title={words.profile}>
                <ProfileForm key={mine.user.name} user={mine.user} />
              </Section>
              <Section title={words.password.title}>
                <PasswordForm hasPassword={mine.hasPassword} />
              </Section>
              <Section title={words.totp.title}>
                <TotpSection session={mine} />
              </Section>
              <Section title={words.passkeys.title}>
                <PasskeysSection />
              </Section>
              <ProvidersSection session={mine} />
            </Stack>
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
    </Page>
  )
}
