import { texts } from '../lib/texts.ts'
import { CopyField } from './copy-field.tsx'

/** The address that an OAuth app of one's own has to know (F16). */
export function CallbackAddress({ url }: { url: string }) {
  const { client } = texts.connect
  return (
    <div>
      <p style={{ margin: '0 0 6px', fontWeight: 550 }}>{client.callback}</p>
      <p className="muted" style={{ margin: '0 0 8px', fontSize: 13 }}>
        {client.callbackHelp}
      </p>
      <CopyField value={url} label={client.callback} />
    </div>
  )
}
