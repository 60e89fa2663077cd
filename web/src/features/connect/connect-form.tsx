import { Anchor, Button, Select, Stack, TextInput } from '@mantine/core'
import { useForm, type UseFormReturnType } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import type { Connection, Connector } from '../../lib/api-types.ts'
import { toProblem } from '../../lib/api/client.ts'
import { credentialsQuery } from '../../lib/queries/connections.ts'
import { presetClientsQuery } from '../../lib/queries/requests.ts'
import { texts } from '../../lib/texts.ts'
import { AppSelect } from './app-select.tsx'
import { ConnectFields } from '../../ui/connect-fields.tsx'
import { ChoiceCards } from './choice-cards.tsx'
import { ClientFields } from './client-fields.tsx'
import { checkValues, hostsOf, initialValues, methodOf, type ConnectValues } from './connect-values.ts'
import classes from './connect.module.css'
import { CoworkerFields } from '../../ui/coworker-fields.tsx'
import { ScopePicker } from '../../ui/scope-picker.tsx'
import { formPath } from './save-connection.ts'

type Props = {
  connector: Connector
  connection: Connection | undefined
  /** Chosen at first. */
  how?: ConnectValues['how']
  isBusy: boolean
  /** Rejects with what the API says; the form shows what belongs to its inputs. */
  onSubmit: (values: ConnectValues, hasPreset: boolean) => Promise<unknown>
}

/** Name, credential, address and settings of a connection, as the connector's definition asks for them. */
export function ConnectForm({ connector, connection, how = 'self', isBusy, onSubmit }: Props) {
  const { form: words } = texts.connect
  const form = useForm<ConnectValues>({
    initialValues: { ...initialValues(connector, connection), how },
    validate: (values) => checkValues(connector, values, isPreset(values.method)),
  })
  const presets = useQuery(presetClientsQuery(connector.id))
  const isPreset = (id: string) => presets.data?.items.some((preset) => preset.method === id) ?? false
  const method = methodOf(connector, form.values.method)
  const isCoworker = form.values.how === 'coworker'
  const isRedirect = method?.flow === 'redirect'
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
        <HostFields
          hosts={hostsOf(connector, form.values.method)}
          bind={(name) => form.getInputProps(`hosts.${name}`)}
          hasOwn={Object.keys(connection?.hosts ?? {}).length > 0}
        />
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
                      isCoworker
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
          </Stack>
        </fieldset>
        {(isRedirect || isCoworker) && (
          <ScopePicker
            scopes={connector.scopes}
            value={form.values.scopes}
            onChange={(scopes) => form.setFieldValue('scopes', scopes)}
          />
        )}
        <SettingFields connector={connector} bind={(name) => form.getInputProps(`settings.${name}`)} />
        <div>
          <Button type="submit" loading={isBusy}>
            {submitText}
          </Button>
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

type FormOf = Pick<UseFormReturnType<ConnectValues>, 'values' | 'errors' | 'setFieldValue'>

/** A credential that another connection uses already may serve this one too. */
function StoredCredentials({
  connector,
  form,
  own,
}: {
  connector: Connector
  form: FormOf
  own: string | null | undefined
}) {
  const { data } = useQuery(credentialsQuery(connector.id))
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

type Bind = (name: string) => { value?: string; error?: ReactNode }

/** An address that only the admin knows is asked for; a vendor's own can be replaced, out of the way of the others. */
function HostFields({ hosts, bind, hasOwn }: { hosts: ReturnType<typeof hostsOf>; bind: Bind; hasOwn: boolean }) {
  const { form: words } = texts.connect
  const [isShown, setShown] = useState(hasOwn)
  const asked = hosts.filter(([name, host]) => host.url === null || isShown || Boolean(bind(name).error))
  return (
    <Stack gap="md">
      {asked.map(([name, host]) => (
        <TextInput
          key={name}
          label={host.label}
          description={host.help}
          placeholder={host.url ?? 'https://'}
          required={host.url === null && !host.optional}
          type="url"
          spellCheck={false}
          {...bind(name)}
        />
      ))}
      {!isShown && hosts.some(([, host]) => host.url !== null) && (
        <div>
          <Anchor component="button" type="button" onClick={() => setShown(true)}>
            {words.hostsShow}
          </Anchor>
          <span className="muted" style={{ display: 'block', fontSize: 12 }}>
            {words.hostsHelp}
          </span>
        </div>
      )}
    </Stack>
  )
}

function SettingFields({ connector, bind }: { connector: Connector; bind: Bind }) {
  const { form: words } = texts.connect
  const hasRequired = connector.settings.some((setting) => !setting.optional)
  const [isShown, setShown] = useState(hasRequired)
  if (connector.settings.length === 0) return null
  const hasProblem = connector.settings.some((setting) => Boolean(bind(setting.name).error))
  if (!isShown && !hasProblem) {
    return (
      <div>
        <Anchor component="button" type="button" onClick={() => setShown(true)}>
          {words.settingsShow}
        </Anchor>
      </div>
    )
  }
  return (
    <fieldset className={classes.fieldset}>
      <legend>{words.settings}</legend>
      <Stack gap="md">
        <ConnectFields fields={connector.settings} bind={bind} />
      </Stack>
    </fieldset>
  )
}
