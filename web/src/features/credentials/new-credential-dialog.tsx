import { Button, Group, Modal, SegmentedControl, Select, Stack, Tabs, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Connector } from '../../lib/api-types.ts'
import { toProblem } from '../../lib/api/client.ts'
import { createCredential } from '../../lib/queries/credentials.ts'
import { sessionQuery } from '../../lib/queries/session.ts'
import { texts } from '../../lib/texts.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { CredentialFields } from './credential-fields.tsx'
import { OwnerSelect } from './owner-select.tsx'
import { bodyOf, emptyValues, methodsOf, problemsOf } from './credential-values.ts'

type Mode = 'basic' | 'advanced'

/** The connector that takes whatever an app asks for. */
const GENERIC = 'scim'

type Props = { connectors: readonly Connector[]; isOpen: boolean; onClose: () => void }

/** Basic: choose the app, fill in what it needs. Advanced: an app that is not listed (F21, F22). */
export function NewCredentialDialog({ connectors, isOpen, onClose }: Props) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={texts.credentials.form.title} size={560}>
      <Choice connectors={connectors} onClose={onClose} />
    </Modal>
  )
}

// Apart, so that what was typed is forgotten when the dialog closes.
function Choice({ connectors, onClose }: Omit<Props, 'isOpen'>) {
  const { form: words } = texts.credentials
  const [mode, setMode] = useState<Mode>('basic')
  const [chosen, setChosen] = useState<string | null>(null)
  const connector = connectors.find(({ id }) => id === (mode === 'advanced' ? GENERIC : chosen))
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label={words.mode}
        value={mode}
        onChange={(value) => setMode(value)}
        data={[
          { value: 'basic', label: words.basic },
          { value: 'advanced', label: words.advanced },
        ]}
      />
      <p className="muted" style={{ margin: 0 }}>
        {mode === 'basic' ? words.basicHelp : words.advancedHelp}
      </p>
      {mode === 'basic' && (
        <Select
          label={words.app}
          data={connectors.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen}
          onChange={setChosen}
          searchable
          required
          data-autofocus
        />
      )}
      {connector && (
        <CredentialForm key={`${mode} ${connector.id}`} connector={connector} mode={mode} onClose={onClose} />
      )}
    </Stack>
  )
}

function CredentialForm({ connector, mode, onClose }: { connector: Connector; mode: Mode; onClose: () => void }) {
  const { form: words, detail } = texts.credentials
  const { data: session } = useQuery(sessionQuery)
  const methods = methodsOf(connector, mode === 'advanced')
  const form = useForm({
    initialValues: { ...emptyValues(connector, mode === 'advanced'), owner: session?.user.id ?? '' },
    validate: (values) => problemsOf(connector, values, true),
  })
  const create = useAction(
    (values: typeof form.values) =>
      createCredential({
        name: values.name.trim(),
        connector: connector.id,
        method: values.method,
        ...(mode === 'advanced' && { ownerId: values.owner || null }),
        ...bodyOf(connector, values),
      }),
    { renews: [['credentials']], done: words.stored, showsProblem: true, onDone: onClose },
  )
  const shown = toProblem(create.error)
    .fields.map(({ path }) => path)
    .filter((path) => /^(name|method|fields\.|hosts\.)/.test(path))
  const name = <TextInput label={detail.name} required {...form.getInputProps('name')} />
  const authorization = (
    <Stack gap="md">
      {methods.length > 1 && (
        <Select
          label={words.method}
          data={methods.map(({ id, label }) => ({ value: id, label }))}
          allowDeselect={false}
          {...form.getInputProps('method')}
        />
      )}
      <CredentialFields
        connector={connector}
        method={form.values.method}
        bind={(path) => form.getInputProps(path)}
        hosts="needed"
      />
      {methods.find(({ id }) => id === form.values.method)?.flow === 'redirect' && (
        <p style={{ margin: 0 }}>{words.consent}</p>
      )}
    </Stack>
  )
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) =>
        create.mutate(values, {
          onError: (error) =>
            form.setErrors(
              Object.fromEntries(toProblem(error).fields.map(({ path, message }) => [inputOf(path), message])),
            ),
        }),
      )}
    >
      <Stack gap="md">
        {mode === 'basic' ? (
          <>
            {name}
            {authorization}
          </>
        ) : (
          <Tabs defaultValue="information" keepMounted>
            <Tabs.List>
              <Tabs.Tab value="information">{words.information}</Tabs.Tab>
              <Tabs.Tab value="authorization">{words.authorization}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="information" pt="md">
              <Stack gap="md">
                {name}
                <OwnerSelect bound={form.getInputProps('owner')} />
              </Stack>
            </Tabs.Panel>
            <Tabs.Panel value="authorization" pt="md">
              {authorization}
            </Tabs.Panel>
          </Tabs>
        )}
        {create.error && <ProblemNotice error={create.error} shownFields={shown} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {words.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

const INPUTS: Readonly<Record<string, string>> = { expiresAt: 'expires', ownerId: 'owner' }

function inputOf(path: string): string {
  return INPUTS[path] ?? path
}
