import { Button, Group, Modal, Select, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import type { Connector, PresetClient } from '../../lib/api-types.ts'
import { toProblem } from '../../lib/api/client.ts'
import { methodOf } from '../../lib/connector.ts'
import { savePresetClient } from '../../lib/queries/requests.ts'
import { texts } from '../../lib/texts.ts'
import { CallbackAddress } from '../../ui/callback-address.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { CredentialFields } from './credential-fields.tsx'
import { bodyOf, emptyValues, problemsOf } from './credential-values.ts'
import { appName } from './credentials-table.tsx'

type Props = {
  connectors: readonly Connector[]
  /** The one that is replaced; without, one is added. */
  client?: PresetClient | undefined
  isOpen: boolean
  onClose: () => void
}

/** Saves an OAuth client for a connector, or another one in its place. Its secret is entered anew each time. */
export function ClientDialog({ connectors, client, isOpen, onClose }: Props) {
  const { form: words } = texts.credentials.clients
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={client ? words.replaceTitle(appName(connectors, client)) : words.title}
      size={560}
    >
      <Choice connectors={connectors} client={client} onClose={onClose} />
    </Modal>
  )
}

// Apart, so that what was typed is forgotten when the dialog closes.
function Choice({ connectors, client, onClose }: Omit<Props, 'isOpen'>) {
  const { form: words } = texts.credentials.clients
  const [chosen, setChosen] = useState(client?.connector ?? null)
  const offered = connectors.filter((connector) => consents(connector).length > 0)
  const connector = offered.find(({ id }) => id === chosen)
  return (
    <Stack gap="md">
      {client ? (
        <p style={{ margin: 0 }}>{words.replaceText}</p>
      ) : (
        <Select
          label={words.app}
          description={words.appHelp}
          data={offered.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen}
          onChange={setChosen}
          searchable
          required
          data-autofocus
        />
      )}
      {connector && <ClientForm key={connector.id} connector={connector} client={client} onClose={onClose} />}
    </Stack>
  )
}

function ClientForm({
  connector,
  client,
  onClose,
}: {
  connector: Connector
  client: PresetClient | undefined
  onClose: () => void
}) {
  const { form: words } = texts.credentials.clients
  const methods = consents(connector)
  const empty = emptyValues(connector, true)
  const form = useForm({
    initialValues: {
      ...empty,
      method: client?.method ?? methods[0]!.id,
      fields: { ...empty.fields, ...client?.publicFields },
    },
    validate: (values) => problemsOf(connector, values, true),
  })
  const save = useAction(
    (values: typeof form.values) => {
      const { fields, hosts } = bodyOf(connector, values)
      return savePresetClient(connector.id, { method: values.method, fields, ...(hosts && { hosts }) })
    },
    { renews: [['preset-clients'], ['credentials']], done: words.saved, showsProblem: true, onDone: onClose },
  )
  const method = methodOf(connector, form.values.method)
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) =>
        save.mutate(values, {
          onError: (error) =>
            form.setErrors(Object.fromEntries(toProblem(error).fields.map(({ path, message }) => [path, message]))),
        }),
      )}
    >
      <Stack gap="md">
        {!client && methods.length > 1 && (
          <Select
            label={words.method}
            data={methods.map(({ id, label }) => ({ value: id, label }))}
            allowDeselect={false}
            {...form.getInputProps('method')}
          />
        )}
        {method?.callbackUrl && <CallbackAddress url={method.callbackUrl} />}
        <CredentialFields
          connector={connector}
          method={form.values.method}
          bind={(path) => form.getInputProps(path)}
          hosts="needed"
        />
        {save.error && (
          <ProblemNotice error={save.error} shownFields={toProblem(save.error).fields.map(({ path }) => path)} />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {words.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** The ways in that need a consent at the vendor: only for those is there a client to be saved. */
function consents({ auth }: Connector) {
  return auth.filter(({ flow }) => flow === 'redirect')
}
