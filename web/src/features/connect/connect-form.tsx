import { Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { Connection, Connector } from '../../lib/api-types.ts'
import { toProblem } from '../../lib/api/client.ts'
import { variablesQuery } from '../../lib/queries/variables.ts'
import { presetClientsQuery } from '../../lib/queries/requests.ts'
import { texts } from '../../lib/texts.ts'
import { AdvancedFields } from './advanced-fields.tsx'
import { AppSelect } from './app-select.tsx'
import { ConnectFields } from '../../ui/connect-fields.tsx'
import { ChoiceCards } from './choice-cards.tsx'
import { ClientFields } from './client-fields.tsx'
import { checkValues, hostsOf, initialValues, methodOf, type ConnectValues } from './connect-values.ts'
import classes from './connect.module.css'
import { CoworkerFields } from '../../ui/coworker-fields.tsx'
import { HostFields, isNeeded } from './host-fields.tsx'
import { formPath } from './save-connection.ts'
import { ScopePlanner } from './scope-planner.tsx'
import { StoredCredentials } from './stored-credentials.tsx'
import { MayButton } from '../../ui/may-button.tsx'

type Props = {
  connector: Connector
  connection: Connection | undefined
  /** Chosen at first. */
  how?: ConnectValues['how']
  /** Whether a co-worker can be asked, and an OAuth client be saved for all, by whoever fills this in. */
  mayAsk: boolean
  mayKeep: boolean
  isBusy: boolean
  /** Rejects with what the API says; the form shows what belongs to its inputs. */
  onSubmit: (values: ConnectValues, hasPreset: boolean) => Promise<unknown>
}

/** Name, credential, address and settings of a connection, as the connector's definition asks for them. */
export function ConnectForm({ connector, connection, how = 'self', mayAsk, mayKeep, isBusy, onSubmit }: Props) {
  const { form: words } = texts.connect
  const form = useForm<ConnectValues>({
    initialValues: { ...initialValues(connector, connection), how },
    validate: (values) => checkValues(connector, values, isPreset(values.method)),
  })
  const presets = useQuery(presetClientsQuery(connector.id))
  const variables = useQuery(variablesQuery)
  const saved = (variables.data?.items ?? []).map(({ name: variable }) => variable)
  const isPreset = (id: string) => presets.data?.items.some((preset) => preset.method === id) ?? false
  const method = methodOf(connector, form.values.method)
  const isCoworker = form.values.how === 'coworker'
  const isRedirect = method?.flow === 'redirect'
  const needed = connector.settings.filter(({ optional }) => !optional)
  const { setFieldValue } = form
  const setScopes = useCallback((scopes: string[]) => setFieldValue('scopes', scopes), [setFieldValue])
  const hosts = (
    <HostFields
      hosts={hostsOf(connector, form.values.method).filter(([, host]) => isNeeded(host))}
      bind={(name) => form.getInputProps(`hosts.${name}`)}
    />
  )
  const submitText = isCoworker
    ? texts.requests.ask.send
    : isRedirect
      ? words.go(connector.name)
      : connection
        ? words.again
        : words.submit
  const submit = form.onSubmit(async (values) => {
    try {
      await onSubmit(values, isPreset(values.method))
    } catch (error) {
      const shown = toProblem(error).fields.map(({ path, message }) => [formPath(path, values.how), message])
      form.setErrors(Object.fromEntries(shown))
    }
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <div className={classes.row}>
          <TextInput label={words.name} description={words.nameHelp} required {...form.getInputProps('name')} />
          <AppSelect
            own={connector.name}
            value={form.values.app}
            onChange={(app) => form.setFieldValue('app', app)}
            error={form.errors['app']}
          />
        </div>
        {mayAsk && (
          <ChoiceCards
            legend={texts.connect.how.legend}
            name="how"
            value={form.values.how}
            options={HOW}
            onChange={(value) => {
              form.setFieldValue('how', value)
              if (value === 'coworker') form.setFieldValue('credentialId', '')
            }}
          />
        )}
        {isCoworker && <CoworkerFields bind={(name) => form.getInputProps(`coworker.${name}`)} />}
        <fieldset className={classes.fieldset}>
          <legend>{words.credential}</legend>
          <Stack gap="md">
            {!isCoworker && <StoredCredentials connector={connector} form={form} own={connection?.credentialId} />}
            {form.values.credentialId === '' && (
              <>
                {connector.auth.length > 1 && (
                  <Select
                    label={words.method}
                    data={methodChoices(connector)}
                    allowDeselect={false}
                    {...form.getInputProps('method')}
                  />
                )}
                {hosts}
                {saved.length > 0 && (
                  <p className="muted" style={{ margin: 0 }}>
                    {texts.variables.hint(saved)}
                  </p>
                )}
                {method?.help && (
                  <p className="muted" style={{ margin: 0 }}>
                    {method.help}
                  </p>
                )}
                {isCoworker && (
                  <p className="muted" style={{ margin: 0 }}>
                    {isRedirect ? texts.requests.ask.clientOptional : texts.requests.ask.credential}
                  </p>
                )}
                {isRedirect && method ? (
                  <ClientFields
                    method={method}
                    hasPreset={isPreset(method.id)}
                    client={form.values.client}
                    onClient={(client) => form.setFieldValue('client', client)}
                    keep={
                      isCoworker || !mayKeep
                        ? undefined
                        : {
                            value: form.values.keepClient,
                            onChange: (keep) => form.setFieldValue('keepClient', keep),
                          }
                    }
                    bind={(name) => form.getInputProps(`credential.${name}`)}
                  />
                ) : (
                  !isCoworker && (
                    <ConnectFields
                      fields={method?.fields ?? []}
                      bind={(name) => form.getInputProps(`credential.${name}`)}
                    />
                  )
                )}
                {!isCoworker && (
                  <p className="muted" style={{ margin: 0, fontSize: 12 }}>
                    {words.stay}
                  </p>
                )}
              </>
            )}
            {/* A stored credential is bound to its addresses; the connection's own must still be said. */}
            {form.values.credentialId !== '' && hosts}
          </Stack>
        </fieldset>
        {method && method.scopes !== 'none' && connector.scopes.length > 0 && (
          <ScopePlanner
            key={method.id}
            connector={connector}
            method={method}
            value={form.values.scopes}
            onChange={setScopes}
            isNew={connection === undefined}
          />
        )}
        {needed.length > 0 && (
          <fieldset className={classes.fieldset}>
            <legend>{words.settings}</legend>
            <Stack gap="md">
              <ConnectFields fields={needed} bind={(name) => form.getInputProps(`settings.${name}`)} />
            </Stack>
          </fieldset>
        )}
        <AdvancedFields
          connector={connector}
          connection={connection}
          method={form.values.method}
          bindHost={(name) => form.getInputProps(`hosts.${name}`)}
          bindSetting={(name) => form.getInputProps(`settings.${name}`)}
        />
        <div>
          <MayButton needs={isCoworker ? 'requests:write' : 'connections:write'} type="submit" loading={isBusy}>
            {submitText}
          </MayButton>
        </div>
      </Stack>
    </form>
  )
}

const { how: howWords } = texts.connect
const HOW = [
  { value: 'self', label: howWords.self, help: howWords.selfHelp },
  { value: 'coworker', label: howWords.coworker, help: howWords.coworkerHelp },
] as const

/** The usual ways first; those that few vendors have under a heading of their own. */
function methodChoices({ auth }: Connector) {
  const items = (advanced: boolean) =>
    auth.filter((method) => method.advanced === advanced).map(({ id, label }) => ({ value: id, label }))
  const { usual, advanced } = texts.connect.form.methods
  return items(true).length === 0
    ? items(false)
    : [
        { group: usual, items: items(false) },
        { group: advanced, items: items(true) },
      ]
}
