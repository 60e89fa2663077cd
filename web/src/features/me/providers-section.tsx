import { Button, Group, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Session } from '../../lib/api-types.ts'
import { linkProvider } from '../../lib/queries/me.ts'
import { providersQuery } from '../../lib/queries/session.ts'
import { texts } from '../../lib/texts.ts'
import { Panel, Section } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import { useAction } from '../../ui/use-action.ts'

/** Only where there are providers. */
export function ProvidersSection({ session }: { session: Session }) {
  const { providers: words } = texts.access.me
  const { data } = useQuery(providersQuery)
  const link = useAction(linkProvider)
  if (!data || data.items.length === 0) return null
  return (
    <Section title={words.title}>
      <Panel>
        <Stack gap="sm">
          {data.items.map(({ id, name }) => (
            <Group key={id} gap="md" justify="space-between">
              <span>{name}</span>
              {session.providers.includes(name) ? (
                <Status tone="good" label={words.linked} />
              ) : (
                <Button variant="default" loading={link.isPending} onClick={() => link.mutate(id)}>
                  {words.link(name)}
                </Button>
              )}
            </Group>
          ))}
        </Stack>
      </Panel>
    </Section>
  )
}
