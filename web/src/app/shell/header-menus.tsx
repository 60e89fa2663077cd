import {
  ActionIcon,
  Menu,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
  type MantineColorScheme,
} from '@mantine/core'
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUserCircle, type Icon } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { sessionQuery, signOut } from '../../lib/queries/session.ts'
import { texts } from '../../lib/texts.ts'
import { Monogram } from '../../ui/monogram.tsx'
import { useAction } from '../../ui/use-action.ts'
import classes from './shell.module.css'

const SCHEMES: readonly { value: MantineColorScheme; icon: Icon }[] = [
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
  { value: 'auto', icon: IconDeviceDesktop },
]

export function SchemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { scheme } = texts.shell
  const Current = SCHEMES.find(({ value }) => value === colorScheme)?.icon ?? IconDeviceDesktop
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={`${scheme.label}: ${scheme[colorScheme]}`}>
          <Current size={18} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{scheme.label}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)}>
          {SCHEMES.map(({ value, icon: Icon }) => (
            <Menu.RadioItem key={value} value={value} closeMenuOnClick rightSection={<Icon size={16} aria-hidden />}>
              {scheme[value]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}

export function UserMenu() {
  const { data: session } = useQuery(sessionQuery)
  const client = useQueryClient()
  const navigate = useNavigate()
  const leave = useAction(signOut, {
    onDone: async () => {
      // First away from the pages, so that none of them asks again without a session.
      client.setQueryData(sessionQuery.queryKey, null)
      await navigate({ to: '/sign-in' })
      // Nothing of theirs stays; what the door shows already goes on.
      client.removeQueries({ type: 'inactive' })
    },
  })
  if (!session) return null
  const { user } = session
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.user}>
          <Monogram name={user.name} isRound />
          <VisuallyHidden>{texts.shell.user.menu(user.name)}</VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <span style={{ display: 'block', color: 'var(--rc-text)', fontWeight: 550 }}>{user.name}</span>
          {user.email} · {user.roleName}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component={Link} to="/settings/me" leftSection={<IconUserCircle size={16} aria-hidden />}>
          {texts.shell.nav.me}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => leave.mutate(undefined)}>
          {texts.shell.user.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
