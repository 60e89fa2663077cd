import { Button, CloseButton, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { App } from '../../lib/api-types.ts'
import { authoriseApps } from '../../lib/queries/apps.ts'
import { texts } from '../../lib/texts.ts'
import { useMay } from '../../lib/may.ts'
import { MayButton } from '../../ui/may-button.tsx'
import { useAction } from '../../ui/use-action.ts'
import classes from './authorise-bar.module.css'
import { AuthorisationItems } from './authorisation-items.tsx'

/** The most that one call takes. */
const MOST = 200

/** Says of the chosen apps at once what is thought of them; nothing while none is chosen. */
export function AuthoriseBar({ apps, onClose }: { apps: readonly App[]; onClose: () => void }) {
  const { choose: words } = texts.apps
  const may = useMay()
  const authorise = useAction(
    (authorisation: App['authorisation']) =>
      authoriseApps({ ids: apps.slice(0, MOST).map(({ id }) => id), authorisation }),
    { renews: [['apps']], done: words.done(Math.min(apps.length, MOST)), onDone: onClose },
  )
  if (apps.length === 0) return null
  return (
    <div className={classes.bar} role="region" aria-label={words.bar}>
      <span>{words.chosen(apps.length)}</span>
      {may('directory:write') ? (
        <Menu position="top-end">
          <Menu.Target>
            <Button
              size="xs"
              loading={authorise.isPending}
              rightSection={<IconChevronDown size={14} aria-hidden />}
              disabled={apps.length > MOST}
            >
              {words.set}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <AuthorisationItems onChoose={(state) => authorise.mutate(state)} />
          </Menu.Dropdown>
        </Menu>
      ) : (
        <MayButton size="xs" needs="directory:write" onClick={() => undefined}>
          {words.set}
        </MayButton>
      )}
      <CloseButton aria-label={words.clear} onClick={onClose} />
    </div>
  )
}
