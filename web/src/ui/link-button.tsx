import { Button, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'

type Props = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps> &
  ButtonProps & { ref?: Ref<HTMLAnchorElement> }

/** A link that looks like a button: it can be opened in a new tab and says where it leads. */
export const LinkButton = createLink((props: Props) => <Button component="a" {...props} />)
