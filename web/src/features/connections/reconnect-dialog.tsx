import { Button, Group, Modal, Select, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Connection, Connector } from '../../lib/api-types.ts'
import { toProblem, type ApiProblem } from '../../lib/api/client.ts'
import { connectorQuery, keepConnection, reconnectConnection } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { ConnectFields, fieldProblem } from '../../ui/connect-fields.tsx'
import { Notice, ProblemNotice } from '../../ui/problem-notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useAction } from '../../ui/use-action.ts'
import { startAuthorisation } from '../../lib/queries/authorise.ts'
import classes from './connections.module.css'

/** Puts a new credential in the place of the old one, after the vendor has taken it; what it may do differently is shown first. */
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
        {(data) => <ReconnectWays connection={connection} connector={data} onClose={onClose} />}
      </QueryView>
    </Modal>
  )
}

type WaysProps = { connection: Connection; connector: Connector; onClose: () => void }

/** Consent at the vendor where the method works that way, else a form. */
function ReconnectWays(props: WaysProps) {
  const { connection, connector } = props
  const method = connector.auth.find(({ id }) => id === connection.method)
  const canConsent = method?.flow === 'redirect' && connection.credentialId !== null
  const [isForm, setForm] = useState(!canConsent)
  return isForm ? <ReconnectForm {...props} /> : <Consent {...props} onForm={() => setForm(true)} />
}

/** Leads to the vendor's consent screen, having said what will be asked for. */
function Consent({ connection, connector, onClose, onForm }: WaysProps & { onForm: () => void }) {
  const { reconnect: words } = texts.connections
  const authorise = useAction(() => startAuthorisation(connection.id), { showsProblem: true })
  const asked = connector.scopes.filter(({ id }) => connection.scopes.includes(id))
  return (
    <Stack gap="md">
      <p style={{ margin: 0 }}>{words.authoriseText(connector.name)}</p>
      {asked.length > 0 && (
        <div>
          {words.asks}
          <ul className={classes.notes}>
            {asked.map(({ id, label, explains }) => (
              <li key={id}>
                <strong>{label}</strong>: {explains}
              </li>
            ))}
          </ul>
        </div>
      )}
      {authorise.error && <ProblemNotice error={authorise.error} />}
      <Group justify="space-between" gap="xs">
        <Button variant="subtle" onClick={onForm}>
          {words.otherClient}
        </Button>
        <Group gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button loading={authorise.isPending} onClick={() => authorise.mutate(undefined)}>
            {words.authorise(connector.name)}
          </Button>
        </Group>
      </Group>
    </Stack>
  )
}

function ReconnectForm({ connection, connector, onClose }: WaysProps) {
  const { reconnect: words } = texts.connections
  const client = useQueryClient()
  const form = useForm<Values>({
    initialValues: { method: connection.method, credential: {} },
    validate: (values) => {
      // Without a client of one's own, the one that is saved for the connector is used.
      if (isConsent(connector, values.method) && Object.keys(filledOf(connector, values)).length === 0) return {}
      const problems = fieldsOf(connector, values.method).map(
        (field) => [`credential.${field.name}`, fieldProblem(field, values.credential[field.name])] as const,
      )
      return Object.fromEntries(problems.filter(([, problem]) => problem !== null))
    },
  })
  const fields = fieldsOf(connector, form.values.method)
  const reconnect = useAction(
    async ({ acceptScopes, ...values }: Values & { acceptScopes?: boolean }) => {
      const { method } = values
      const credential = filledOf(connector, values)
      if (!isConsent(connector, method)) {
        return reconnectConnection(connection.id, {
          ...(acceptScopes === true && { acceptScopes }),
          method,
          credential,
        })
      }
      await startAuthorisation(connection.id, { method, ...(Object.keys(credential).length > 0 && { credential }) })
      return null
    },
    {
      showsProblem: true,
      onDone: (saved) => {
        // The browser is on its way to the vendor.
        if (saved === null) return
        notifications.show({ message: words.done })
        keepConnection(client, saved)
        void client.invalidateQueries({ queryKey: ['connections', connection.id, 'scopes'] })
        onClose()
      },
    },
  )
  const problem = reconnect.error && toProblem(reconnect.error)
  // What was shown was said of the credential that stood there then.
  const isChanged =
    problem?.code === 'scopes_changed' &&
    JSON.stringify(filledOf(connector, form.values)) ===
      JSON.stringify(reconnect.variables && filledOf(connector, reconnect.variables))
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) =>
        reconnect.mutate(
          { ...values, acceptScopes: isChanged },
          {
            onError: (error) =>
              form.setErrors(Object.fromEntries(toProblem(error).fields.map(({ path, message }) => [path, message]))),
          },
        ),
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
        {isChanged && <ScopeChanges fields={problem.fields} />}
        {reconnect.error && !isChanged && (
          <ProblemNotice error={reconnect.error} shownFields={fields.map(({ name }) => `credential.${name}`)} />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={reconnect.isPending}>
            {isChanged
              ? words.accept
              : isConsent(connector, form.values.method)
                ? words.authorise(connector.name)
                : words.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** What the new credential may do differently, before it is taken. */
function ScopeChanges({ fields }: { fields: ApiProblem['fields'] }) {
  const { reconnect: words } = texts.connections
  const of = (kind: string) => fields.filter(({ path }) => path.startsWith(`scopes.${kind}.`))
  return (
    <Notice title={words.changedTitle} isAlert>
      {(['lost', 'beyond'] as const).map(
        (kind) =>
          of(kind).length > 0 && (
            <div key={kind}>
              <strong>{words[kind]}</strong>
              <ul className={classes.notes}>
                {of(kind).map(({ path, message }) => (
                  <li key={path}>{message}</li>
                ))}
              </ul>
            </div>
          ),
      )}
    </Notice>
  )
}

type Values = { method: string; credential: Record<string, string> }

function isConsent(connector: Connector, method: string): boolean {
  return connector.auth.find(({ id }) => id === method)?.flow === 'redirect'
}

/** What was filled in of the chosen method's fields, trimmed. */
function filledOf(connector: Connector, { method, credential }: Values): Record<string, string> {
  return Object.fromEntries(
    fieldsOf(connector, method).flatMap(({ name }) =>
      credential[name]?.trim() ? [[name, credential[name].trim()]] : [],
    ),
  )
}

function fieldsOf(connector: Connector, method: string) {
  return connector.auth.find(({ id }) => id === method)?.fields ?? []
}
