import { Button, Group, Modal, Select, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Connection, Connector } from '../../lib/api-types.ts'
import { toProblem } from '../../lib/api/client.ts'
import { connectorQuery, keepConnection, reconnectConnection } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { ConnectFields, fieldProblem } from '../../ui/connect-fields.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useAction } from '../../ui/use-action.ts'

/** Puts a new credential in the place of the old one, after the vendor has taken it. */
export function ReconnectDialog({
  connection,
  isOpen,
  onClose,
}: {
  connection: Connection
  isOpen: boolean
  onClose: () => void
}) {
  const connector = useQuery({ ...connectorQuery(connection.connector), enabled: isOpen })
  return (
    <Modal opened={isOpen} onClose={onClose} title={texts.connections.reconnect.title} size={520}>
      <QueryView query={connector}>
        {(data) => <ReconnectForm connection={connection} connector={data} onClose={onClose} />}
      </QueryView>
    </Modal>
  )
}

function ReconnectForm({
  connection,
  connector,
  onClose,
}: {
  connection: Connection
  connector: Connector
  onClose: () => void
}) {
  const { reconnect: words } = texts.connections
  const client = useQueryClient()
  const form = useForm<{ method: string; credential: Record<string, string> }>({
    initialValues: { method: connection.method, credential: {} },
    validate: (values) => {
      const problems = fieldsOf(connector, values.method).map(
        (field) => [`credential.${field.name}`, fieldProblem(field, values.credential[field.name])] as const,
      )
      return Object.fromEntries(problems.filter(([, problem]) => problem !== null))
    },
  })
  const fields = fieldsOf(connector, form.values.method)
  const reconnect = useAction(
    (values: typeof form.values) =>
      reconnectConnection(connection.id, {
        method: values.method,
        credential: Object.fromEntries(
          fieldsOf(connector, values.method).flatMap(({ name }) =>
            values.credential[name]?.trim() ? [[name, values.credential[name].trim()]] : [],
          ),
        ),
      }),
    {
      done: words.done,
      showsProblem: true,
      onDone: (saved) => {
        keepConnection(client, saved)
        onClose()
      },
    },
  )
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) =>
        reconnect.mutate(values, {
          onError: (error) =>
            form.setErrors(Object.fromEntries(toProblem(error).fields.map(({ path, message }) => [path, message]))),
        }),
      )}
    >
      <Stack gap="md">
        <p style={{ margin: 0 }}>{words.text}</p>
        {connector.auth.length > 1 && (
          <Select
            label={texts.connect.form.method}
            data={connector.auth.map(({ id, label }) => ({ value: id, label }))}
            allowDeselect={false}
            {...form.getInputProps('method')}
          />
        )}
        <ConnectFields fields={fields} bind={(name) => form.getInputProps(`credential.${name}`)} />
        {reconnect.error && (
          <ProblemNotice error={reconnect.error} shownFields={fields.map(({ name }) => `credential.${name}`)} />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={reconnect.isPending}>
            {words.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function fieldsOf(connector: Connector, method: string) {
  return connector.auth.find(({ id }) => id === method)?.fields ?? []
}
