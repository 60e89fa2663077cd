import { Select } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Connector } from '../../lib/api-types.ts'
import { useMay } from '../../lib/may.ts'
import { credentialsQuery } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import type { ConnectValues } from './connect-values.ts'

type Props = {
  connector: Connector
  form: Pick<UseFormReturnType<ConnectValues>, 'values' | 'errors' | 'setFieldValue'>
  own: string | null | undefined
}

/** A credential that another connection uses already may serve this one too (F27). */
export function StoredCredentials({ connector, form, own }: Props) {
  const may = useMay()
  const { data } = useQuery({ ...credentialsQuery(connector.id), enabled: may('credentials:read') })
  const others = data?.items.filter((credential) => credential.id !== own) ?? []
  if (others.length === 0) return null
  const chosen = form.values.credentialId
  return (
    <div>
      <Select
        label={texts.connect.form.stored}
        data={[
          { value: '', label: texts.connect.form.storedNew },
          ...others.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={form.values.credentialId}
        onChange={(id) => {
          form.setFieldValue('credentialId', id ?? '')
          const stored = others.find((credential) => credential.id === id)
          if (stored) form.setFieldValue('method', stored.method)
        }}
        allowDeselect={false}
        error={form.errors['credentialId']}
      />
      {chosen !== '' && (
        <Link
          to="/credentials"
          search={{ credential: chosen }}
          target="_blank"
          style={{ color: 'var(--mantine-color-anchor)', fontSize: 13 }}
        >
          {texts.credentials.pick.edit}
        </Link>
      )}
    </div>
  )
}
