import { Button, Tooltip, type ButtonProps } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useMay, type Permission } from '../lib/may.ts'
import { sessionQuery } from '../lib/queries/session.ts'
import { texts } from '../lib/texts.ts'

type Props = ButtonProps & {
  needs: Permission
  onClick: () => void
  children: ReactNode
  'aria-label'?: string | undefined
}

/** A button that a role without the permission sees, greyed out, with the reason; the keyboard reaches the reason too. */
export function MayButton({ needs, onClick, children, ...props }: Props) {
  const may = useMay()
  const { data: session } = useQuery(sessionQuery)
  if (may(needs)) {
    return (
      <Button {...props} onClick={onClick}>
        {children}
      </Button>
    )
  }
  return (
    <Tooltip label={texts.access.notAllowed(session?.user.roleName ?? '')}>
      <Button {...props} disabled={false} data-disabled aria-disabled onClick={(event) => event.preventDefault()}>
        {children}
      </Button>
    </Tooltip>
  )
}
