import { Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import type { Connection, Connector } from '../../lib/api-types.ts'
import { toProblem } from '../../lib/api/client.ts'
import { editConnection, keepConnection } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { ConnectFields } from '../../ui/connect-fields.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { MayButton } from '../../ui/may-button.tsx'

/** Name, addresses and the connector's own settings. */
export function GeneralForm({ connection, connector }: { connection: Connection; connector: Connector }) {
  const client = useQueryClient()
  const hostNames = Object.keys(connector.hosts)
  const form = useForm({
    initialValues: {
      name: connection.name,
      integrationUser: connection.integrationUser ?? '',
      hosts: Object.fromEntries(hostNames.map((name) => [name, connection.hosts[name] ?? ''])),
      settings: Object.fromEntries(connector.settings.map(({ name }) => [name, textOf(connection.settings[name])])),
    },
    validate: { name: (name) => (name.trim() === '' ? texts.connect.form.required : null) },
  })
  const save = useAction(
    ({ name, integrationUser, hosts, settings }: typeof form.values) =>
      editConnection(connection.id, {
        name: name.trim(),
        integrationUser: integrationUser.trim() || null,
        ...changed('hosts', hosts, connection.hosts),
        ...changed('settings', settings, connection.settings),
      }),
    { done: texts.connections.settings.saved, showsProblem: true, onDone: (saved) => keepConnection(client, saved) },
  )
  const shown = [
    ...hostNames.map((name) => `hosts.${name}`),
    ...connector.settings.map(({ name }) => `settings.${name}`),
  ]
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
        <TextInput label={texts.connect.form.name} required {...form.getInputProps('name')} />
        <TextInput
          label={texts.connections.settings.writer}
          description={texts.connections.settings.writerHelp}
          placeholder={connection.name}
          {...form.getInputProps('integrationUser')}
        />
        {Object.entries(connector.hosts).map(([name, host]) => (
          <TextInput
            key={name}
            label={host.label}
            description={host.help}
            placeholder={host.url ?? 'https://'}
            type="url"
            spellCheck={false}
            {...form.getInputProps(`hosts.${name}`)}
          />
        ))}
        <ConnectFields fields={connector.settings} bind={(name) => form.getInputProps(`settings.${name}`)} />
        {save.error && <ProblemNotice error={save.error} shownFields={shown} />}
        <div>
          <MayButton needs="connections:write" type="submit" loading={save.isPending}>
            {texts.common.save}
          </MayButton>
        </div>
      </Stack>
    </form>
  )
}

function textOf(value: Connection['settings'][string] | undefined): string {
  return value === undefined || value === null ? '' : String(value)
}

/** What was filled in, if it differs from what stands: an untouched address need not fit the credential again. */
function changed<Name extends 'hosts' | 'settings'>(
  name: Name,
  values: Record<string, string | null>,
  before: Connection[Name],
): Partial<Record<Name, Record<string, string>>> {
  const filled = Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value?.trim() ? [[key, value.trim()]] : [])),
  )
  const names = new Set([...Object.keys(filled), ...Object.keys(before)])
  const isSame = [...names].every((key) => (filled[key] ?? '') === textOf(before[key]))
  return isSame ? {} : ({ [name]: filled } as Record<Name, Record<string, string>>)
}
