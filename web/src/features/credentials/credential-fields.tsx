import { Stack, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Connector } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { ConnectFields } from '../../ui/connect-fields.tsx'
import { hostsOf, methodOf } from '../../lib/connector.ts'

type Bind = (path: string) => { value?: string; error?: ReactNode }

type Props = {
  connector: Connector
  method: string
  bind: Bind
  /** Which addresses are asked for: those that only the admin knows, or all. */
  hosts: 'needed' | 'all' | 'none'
  /** A credential that stands stays bound to its addresses when they are left empty. */
  isReplacement?: boolean
}

/** What one way to sign in asks for: its fields, where it may be sent, and until when it is good. */
export function CredentialFields({ connector, method: id, bind, hosts, isReplacement }: Props) {
  const method = methodOf(connector, id)
  const { detail: words } = texts.credentials
  const asked = hostsOf(connector, id).filter(([, { url }]) => hosts === 'all' || (hosts === 'needed' && url === null))
  return (
    <Stack gap="md">
      {method?.help && (
        <p className="muted" style={{ margin: 0 }}>
          {method.help}
        </p>
      )}
      <ConnectFields fields={method?.fields ?? []} bind={(name) => bind(`fields.${name}`)} />
      {asked.map(([name, host]) => (
        <TextInput
          key={name}
          label={host.label}
          description={isReplacement ? words.hostsKeep : host.help}
          placeholder={host.url ?? 'https://'}
          required={!isReplacement && host.url === null && !host.optional}
          type="url"
          spellCheck={false}
          {...bind(`hosts.${name}`)}
        />
      ))}
      {method?.flow !== 'redirect' && (
        <TextInput type="date" label={words.expires} description={words.expiresHelp} {...bind('expires')} />
      )}
      <p className="muted" style={{ margin: 0, fontSize: 12 }}>
        {texts.connect.form.stay}
      </p>
    </Stack>
  )
}
