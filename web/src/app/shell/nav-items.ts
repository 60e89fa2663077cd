import {
  IconAddressBook,
  IconApps,
  IconBell,
  IconBraces,
  IconHome,
  IconHistory,
  IconKey,
  IconMail,
  IconLogin2,
  IconMailForward,
  IconLock,
  IconPlugConnected,
  IconPlus,
  IconRefresh,
  IconShieldCheck,
  IconSortAscending,
  IconUserCircle,
  IconUserQuestion,
  IconUserShield,
  IconUsers,
  type Icon,
} from '@tabler/icons-react'
import type { LinkProps } from '@tanstack/react-router'
import type { Permission } from '../../lib/may.ts'
import { texts } from '../../lib/texts.ts'

const { nav } = texts.shell

/** `needs`: who may not is not led there. */
export type NavItem = { label: string; icon: Icon; to: NonNullable<LinkProps['to']>; needs?: Permission }

export const NAV_GROUPS: readonly { label: string | null; items: readonly NavItem[] }[] = [
  { label: null, items: [{ label: nav.home, icon: IconHome, to: '/' }] },
  {
    label: nav.directory,
    items: [
      { label: nav.people, icon: IconUsers, to: '/people' },
      { label: nav.accounts, icon: IconAddressBook, to: '/accounts' },
      { label: nav.apps, icon: IconApps, to: '/apps' },
    ],
  },
  {
    label: nav.sources,
    items: [
      { label: nav.connections, icon: IconPlugConnected, to: '/connections' },
      { label: nav.requests, icon: IconMailForward, to: '/requests' },
      { label: nav.syncs, icon: IconRefresh, to: '/syncs' },
      { label: nav.credentials, icon: IconLock, to: '/credentials', needs: 'credentials:read' },
    ],
  },
  {
    label: nav.settings,
    items: [
      { label: nav.users, icon: IconUserShield, to: '/settings/users', needs: 'users:read' },
      { label: nav.roles, icon: IconShieldCheck, to: '/settings/roles', needs: 'users:read' },
      { label: nav.signIn, icon: IconLogin2, to: '/settings/sign-in', needs: 'settings:read' },
      { label: nav.tokens, icon: IconKey, to: '/settings/tokens', needs: 'tokens:write' },
      { label: nav.variables, icon: IconBraces, to: '/settings/variables' },
      { label: nav.precedence, icon: IconSortAscending, to: '/settings/sources' },
      { label: nav.outbox, icon: IconMail, to: '/settings/outbox', needs: 'settings:write' },
      { label: nav.audit, icon: IconHistory, to: '/audit', needs: 'audit:read' },
    ],
  },
]

/** Where the palette can go beside what stands in the navigation. */
export const FURTHER_PLACES: readonly NavItem[] = [
  { label: nav.unmatched, icon: IconUserQuestion, to: '/accounts/unmatched' },
  { label: nav.notices, icon: IconBell, to: '/notices' },
  { label: nav.addConnection, icon: IconPlus, to: '/connections/new', needs: 'connections:write' },
  { label: nav.me, icon: IconUserCircle, to: '/settings/me' },
]
