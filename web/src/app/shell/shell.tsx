import { ActionIcon, Drawer, Kbd, UnstyledButton } from '@mantine/core'
import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { IconMenu2, IconSearch } from '@tabler/icons-react'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { Bell } from '../../features/notices/bell.tsx'
import { StepUpDialog } from '../../features/session/step-up-dialog.tsx'
import { texts } from '../../lib/texts.ts'
import { Logo } from '../../ui/logo.tsx'
import { SchemeMenu, UserMenu } from './header-menus.tsx'
import { Navigation } from './navigation.tsx'
import classes from './shell.module.css'

const loadPalette = () => import('./palette.tsx').then((module) => ({ default: module.Palette }))
const Palette = lazy(loadPalette)

const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** The frame around every page for one who is signed in. */
export function Shell() {
  const { shell } = texts
  const [isNavOpen, nav] = useDisclosure(false)
  const [isPaletteOpen, palette] = useDisclosure(false)
  // Also while typing in a field: that is where one is when one wants to go elsewhere.
  useHotkeys([['mod+K', palette.open]], [])
  useFocusOnPageChange()
  // Loaded while nothing else is: who presses Ctrl+K types on at once.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), 1000)
    return () => clearTimeout(timer)
  }, [])

  return (
    <div className={classes.shell}>
      <a href="#main" className={classes.skip}>
        {shell.skip}
      </a>
      <nav aria-label={shell.navigation} className={classes.side}>
        <Brand />
        <Navigation />
      </nav>
      <header className={classes.bar}>
        <ActionIcon
          className={classes.burger}
          size="lg"
          aria-label={shell.openNavigation}
          aria-expanded={isNavOpen}
          onClick={nav.open}
        >
          <IconMenu2 size={20} aria-hidden />
        </ActionIcon>
        <UnstyledButton className={classes.search} onClick={palette.open} aria-keyshortcuts="Control+K Meta+K">
          <IconSearch size={15} aria-hidden />
          <span className="truncate">{shell.palette.button}</span>
          <Kbd size="xs" aria-hidden>
            {IS_APPLE ? '⌘ K' : 'Ctrl K'}
          </Kbd>
        </UnstyledButton>
        <div className={classes.right}>
          <Bell />
          <SchemeMenu />
          <UserMenu />
        </div>
      </header>
      <main id="main" tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>

      <Drawer
        opened={isNavOpen}
        onClose={nav.close}
        position="left"
        size={268}
        title={<Brand />}
        closeButtonProps={{ 'aria-label': shell.closeNavigation }}
      >
        <nav aria-label={shell.navigation}>
          <Navigation onGo={nav.close} />
        </nav>
      </Drawer>
      <StepUpDialog />
      <Suspense>{isPaletteOpen && <Palette onClose={palette.close} />}</Suspense>
    </div>
  )
}

function Brand() {
  return (
    <Link to="/" className={classes.brand}>
      <Logo />
      {texts.shell.product}
    </Link>
  )
}

/** After a change of page the keyboard goes on from the new page's beginning, as after a load. */
function useFocusOnPageChange(): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const before = useRef(path)
  useEffect(() => {
    // A change of tab keeps the place.
    const isSameThing = before.current !== undefined && path !== undefined && pageOf(before.current) === pageOf(path)
    if (before.current !== undefined && !isSameThing)
      document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true })
    before.current = path
  }, [path])
}

const pageOf = (path: string) => path.split('/').slice(0, 3).join('/')
