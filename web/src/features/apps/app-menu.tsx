import { ActionIcon, Menu } from '@mantine/core'
import { IconArrowMerge, IconDots, IconRotate2 } from '@tabler/icons-react'
import { useState } from 'react'
import type { App } from '../../lib/api-types.ts'
import { useMay } from '../../lib/may.ts'
import { authoriseApps } from '../../lib/queries/apps.ts'
import { texts } from '../../lib/texts.ts'
import { useAction } from '../../ui/use-action.ts'
import { AuthorisationItems } from './authorisation-items.tsx'
import { MoveDialog } from './move-dialog.tsx'

/** What is thought of an app, and which app it is (F11, F12); nothing for who may change neither. */
export function AppMenu({ app }: { app: App }) {
  const { appIdentity: words } = texts
  const may = useMay()
  const [isMerging, setMerging] = useState(false)
  const authorise = useAction(
    (authorisation: App['authorisation'] | null) => authoriseApps({ ids: [app.id], authorisation }),
    { renews: [['apps']], done: words.stateSaved },
  )
  const mayJudge = may('directory:write')
  const mayMerge = may('connections:write')
  if (!mayJudge && !mayMerge) return null
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={34} aria-label={words.menu(app.name)} loading={authorise.isPending}>
            <IconDots size={17} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayJudge && (
            <>
              <AuthorisationItems onChoose={(state) => authorise.mutate(state)} />
              {app.isAuthorisationChosen && (
                <Menu.Item leftSection={<IconRotate2 size={15} aria-hidden />} onClick={() => authorise.mutate(null)}>
                  {words.unsay}
                </Menu.Item>
              )}
            </>
          )}
          {mayMerge && app.mergedInto === null && (
            <>
              <Menu.Divider />
              <Menu.Item leftSection={<IconArrowMerge size={15} aria-hidden />} onClick={() => setMerging(true)}>
                {words.merge}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <MoveDialog app={app} isOpen={isMerging} onClose={() => setMerging(false)} />
    </>
  )
}
