import { ActionIcon, Button, Menu, Tooltip, type ActionIconProps, type ButtonProps } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, ReactElement, ReactNode, Ref } from 'react'
import { useMay, type Permission } from '../lib/may.ts'
import { sessionQuery } from '../lib/queries/session.ts'
import { texts } from '../lib/texts.ts'

type Needs = {
  needs: Permission
  'aria-label'?: string | undefined
}

/** What is not allowed is greyed out, does nothing, and stays within reach of the keyboard, which reads out the reason. */
const REFUSED = {
  disabled: false,
  'data-disabled': true,
  'aria-disabled': true,
  onClick: (event: { preventDefault(): void }) => event.preventDefault(),
} as const

/** Why the role of whoever is signed in may not; over what it may not do. */
function Reason({ children }: { children: ReactElement }) {
  const { data: session } = useQuery(sessionQuery)
  return <Tooltip label={texts.access.notAllowed(session?.user.roleName ?? '')}>{children}</Tooltip>
}

type MayButtonProps = ButtonProps &
  Needs & { children: ReactNode } & ({ onClick: () => void; type?: 'button' } | { type: 'submit'; onClick?: undefined })

/** A button that a role without the permission sees, greyed out, with the reason. One that sends a form sends nothing then. */
export function MayButton({ needs, children, ...props }: MayButtonProps) {
  const may = useMay()
  if (may(needs)) return <Button {...props}>{children}</Button>
  return (
    <Reason>
      <Button {...props} type="button" loading={false} {...REFUSED}>
        {children}
      </Button>
    </Reason>
  )
}

type MayIconProps = ActionIconProps & Needs & { children: ReactNode; onClick: () => void }

/** The same for a button that is an icon. */
export function MayIcon({ needs, children, ...props }: MayIconProps) {
  const may = useMay()
  if (may(needs)) return <ActionIcon {...props}>{children}</ActionIcon>
  return (
    <Reason>
      <ActionIcon {...props} loading={false} {...REFUSED}>
        {children}
      </ActionIcon>
    </Reason>
  )
}

type MayItemProps = {
  needs: Permission
  leftSection?: ReactNode
  color?: string
  children: ReactNode
  onClick: () => void
}

/** The same for an entry of a menu. */
export function MayItem({ needs, children, ...props }: MayItemProps) {
  const may = useMay()
  if (may(needs)) return <Menu.Item {...props}>{children}</Menu.Item>
  return (
    <Reason>
      <Menu.Item {...props} {...REFUSED} closeMenuOnClick={false}>
        {children}
      </Menu.Item>
    </Reason>
  )
}

type MayLinkProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps> &
  ButtonProps &
  Needs & { ref?: Ref<HTMLAnchorElement> }

/** The same for a link to a page where one could do nothing. */
export const MayLinkButton = createLink(function MayLink({ needs, ref, children, ...props }: MayLinkProps) {
  const may = useMay()
  if (may(needs)) {
    return (
      <Button component="a" ref={ref} {...props}>
        {children}
      </Button>
    )
  }
  const { size, variant, leftSection, 'aria-label': label } = props
  return (
    <Reason>
      <Button size={size} variant={variant} leftSection={leftSection} aria-label={label} {...REFUSED}>
        {children}
      </Button>
    </Reason>
  )
})
