import { Checkbox, Radio, Stack } from '@mantine/core'
import type { Connector } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { ConnectFields } from '../../ui/connect-fields.tsx'
import { CallbackAddress } from '../../ui/callback-address.tsx'

type Props = {
  method: Connector['auth'][number]
  /** Whether a client is saved for all connections of this connector. */
  hasPreset: boolean
  client: 'preset' | 'own'
  onClient: (client: 'preset' | 'own') => void
  /** Undefined where it cannot be offered. */
  keep: { value: boolean; onChange: (keep: boolean) => void } | undefined
  bind: (name: string) => { value?: string; error?: unknown; onChange?: unknown; onBlur?: unknown }
}

/** With which OAuth client to ask: the one that is saved, or one of one's own (F16). */
export function ClientFields({ method, hasPreset, client, onClient, keep, bind }: Props) {
  const { client: words } = texts.connect
  const isOwn = !hasPreset || client === 'own'
  return (
    <Stack gap="md">
      {hasPreset && (
        <Radio.Group
          label={words.label}
          value={client}
          onChange={(value) => onClient(value === 'preset' ? 'preset' : 'own')}
        >
          <Stack gap={8} mt={6}>
            <Radio value="preset" label={words.preset} description={words.presetHelp} />
            <Radio value="own" label={words.own} description={words.ownHelp} />
          </Stack>
        </Radio.Group>
      )}
      {isOwn && (
        <>
          {method.callbackUrl !== null && <CallbackAddress url={method.callbackUrl} />}
          <ConnectFields fields={method.fields} bind={bind} />
          {keep && (
            <Checkbox
              label={words.keep}
              description={words.keepHelp}
              checked={keep.value}
              onChange={(event) => keep.onChange(event.currentTarget.checked)}
            />
          )}
        </>
      )}
    </Stack>
  )
}
