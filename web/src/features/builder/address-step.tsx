import { Select, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { signInsQuery } from '../../lib/queries/custom-connectors.ts'
import { texts } from '../../lib/texts.ts'
import { ConnectFields } from '../../ui/connect-fields.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import classes from './builder.module.css'
import { PairsInput } from './pairs-input.tsx'
import { askedFields, type Trial } from './trial.ts'
import type { DraftForm } from './use-draft.ts'

const { address: words } = texts.builder

/** Where the API is, how it lets somebody in, and a credential to try it with. */
export function AddressStep({
  form,
  trial,
  onTrial,
}: {
  form: DraftForm
  trial: Trial
  onTrial: (trial: Trial) => void
}) {
  const signIns = useQuery(signInsQuery)
  const method = form.word('auth.0.method', 'bearer')
  const text = (place: string, label: string, help?: string) => (
    <TextInput label={label} description={help} spellCheck={false} autoComplete="off" {...form.text(place)} />
  )
  return (
    <Stack gap="md">
      <TextInput
        label={words.name}
        placeholder={words.namePlaceholder}
        required
        autoComplete="off"
        {...form.text('name', { keep: true })}
      />
      <TextInput
        label={words.baseUrl}
        description={words.baseUrlHelp}
        placeholder="https://api.example.com/v1"
        spellCheck={false}
        autoComplete="off"
        {...form.text('baseUrl', { keep: true })}
      />
      <QueryView query={signIns}>
        {({ items }) => {
          const signIn = items.find((one) => one.method === method)
          return (
            <>
              <Select
                label={words.method}
                description={signIn?.help}
                error={form.error('auth')}
                allowDeselect={false}
                value={method}
                data={items.map((one) => ({ value: one.method, label: one.label }))}
                onChange={(value) => form.set('auth', [{ method: value }])}
              />
              {method === 'header' && (
                <div className={classes.pair}>
                  {text('auth.0.header', words.header, words.headerHelp)}
                  {text('auth.0.prefix', words.prefix)}
                </div>
              )}
              {method === 'query' && text('auth.0.param', words.param, words.headerHelp)}
              {method === 'oauth2' && text('auth.0.authorizeUrl', words.authorizeUrl, words.headerHelp)}
              {['oauth2', 'client-credentials', 'service-account'].includes(method) &&
                text('auth.0.tokenUrl', words.tokenUrl, words.headerHelp)}
              {method === 'session' && text('auth.0.loginUrl', words.loginUrl, words.headerHelp)}
              <PairsInput form={form} place="headers" label={words.headers} help={words.headersHelp} />
              <fieldset className={classes.fieldset}>
                <legend>{words.credential}</legend>
                <p className="muted">{signIn?.flow === 'redirect' ? words.redirect : words.credentialText}</p>
                <Stack gap="sm">
                  {form.word('baseUrl').trim() === '' && (
                    <TextInput
                      label={words.trialUrl}
                      value={trial.url}
                      onChange={(event) => onTrial({ ...trial, url: event.currentTarget.value })}
                      spellCheck={false}
                      autoComplete="off"
                    />
                  )}
                  {signIn?.flow === 'form' && (
                    <ConnectFields
                      fields={askedFields(signIn, form.get('auth.0'))}
                      bind={(name) => ({
                        value: trial.fields[name] ?? '',
                        error: form.error(`credential.${name}`),
                        onChange: (given: unknown) =>
                          onTrial({ ...trial, fields: { ...trial.fields, [name]: valueOf(given) } }),
                      })}
                    />
                  )}
                </Stack>
              </fieldset>
            </>
          )
        }}
      </QueryView>
    </Stack>
  )
}

function valueOf(given: unknown): string {
  if (typeof given === 'string' || given === null) return given ?? ''
  return (given as { currentTarget: { value: string } }).currentTarget.value
}
