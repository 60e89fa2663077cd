import { Button } from '@mantine/core'
import { IconLogin2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { goToProvider, providersQuery } from '../../lib/queries/session.ts'
import { texts } from '../../lib/texts.ts'
import { useAction } from '../../ui/use-action.ts'

/** One button per OpenID provider; none while there is none, or while they cannot be read. */
export function ProviderButtons() {
  const { data } = useQuery(providersQuery)
  const go = useAction(goToProvider)
  return data?.items.map(({ id, name }) => (
    <Button
      key={id}
      variant="default"
      fullWidth
      leftSection={<IconLogin2 size={17} aria-hidden />}
      loading={go.isPending && go.variables?.id === id}
      onClick={() => go.mutate({ id, again: false })}
    >
      {texts.access.signIn.provider(name)}
    </Button>
  ))
}
