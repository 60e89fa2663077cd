import { TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Connector } from '../../lib/api-types.ts'

/** Gives the props that bind an input to the form. */
export type Bind = (name: string) => { value?: string; error?: ReactNode }

type Props = { hosts: readonly (readonly [name: string, host: Connector['hosts'][string]])[]; bind: Bind }

/** Where the vendor is: addresses that only the admin knows, or that stand in for the vendor's own. */
export function HostFields({ hosts, bind }: Props) {
  return hosts.map(([name, host]) => (
    <TextInput
      key={name}
      label={host.label}
      description={host.help}
      placeholder={host.url ?? 'https://'}
      required={isNeeded(host)}
      type="url"
      spellCheck={false}
      {...bind(name)}
    />
  ))
}

/** Whether nothing works before somebody has said where it is. */
export function isNeeded({ url, optional }: Connector['hosts'][string]): boolean {
  return url === null && !optional
}
