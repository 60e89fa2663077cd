import { Button, Checkbox, Group, Modal, PasswordInput, Stack, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { SignInProvider } from '../../lib/api-types.ts'
import { createProvider, editProvider } from '../../lib/queries/users.ts'
import { texts } from '../../lib/texts.ts'
import { CopyField } from '../../ui/copy-field.tsx'
import { showFieldProblems } from '../../ui/form-problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { RoleSelect } from '../../ui/role-select.tsx'

const FIELDS = {
  name: 'name',
  issuer: 'issuer',
  clientId: 'clientId',
  clientSecret: 'clientSecret',
  domains: 'domains',
  defaultRole: 'defaultRole',
}

/** @param provider `new`, one to change, or null while the dialog is closed. */
export function ProviderDialog({
  provider,
  onClose,
}: {
  provider: SignInProvider | 'new' | null
  onClose: () => void
}) {
  const { dialog: words } = texts.access.providers
  return (
    <Modal
      opened={provider !== null}
      onClose={onClose}
      title={provider === null || provider === 'new' ? words.new : words.edit(provider.name)}
      size={520}
    >
      {provider !== null && <ProviderForm provider={provider === 'new' ? null : provider} onClose={onClose} />}
    </Modal>
  )
}

function ProviderForm({ provider, onClose }: { provider: SignInProvider | null; onClose: () => void }) {
  const { dialog: words } = texts.access.providers
  const required = (value: string) => (value.trim() === '' ? texts.shell.form.required : null)
  const form = useForm({
    initialValues: {
      name: provider?.name ?? '',
      issuer: provider?.issuer ?? '',
      clientId: provider?.clientId ?? '',
      clientSecret: '',
      domains: provider?.domains ?? [],
      defaultRole: provider?.defaultRole ?? null,
      enabled: provider?.enabled ?? true,
    },
    validate: {
      name: required,
      issuer: required,
      clientId: required,
      clientSecret: (value) => (provider ? null : required(value)),
    },
  })
  const save = useAction(
    async ({ issuer, clientSecret, ...values }: typeof form.values) => {
      if (!provider) await createProvider({ ...values, issuer: issuer.trim(), clientSecret })
      else await editProvider({ id: provider.id, ...values, ...(clientSecret !== '' && { clientSecret }) })
    },
    {
      renews: [['sign-in-providers'], ['session', 'providers']],
      done: words.saved,
      showsProblem: true,
      onDone: onClose,
    },
  )
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) =>
        save.mutate(values, { onError: (error) => void showFieldProblems(form, error, FIELDS) }),
      )}
    >
      <Stack gap="md">
        <TextInput label={words.name} required data-autofocus {...form.getInputProps('name')} />
        <TextInput
          label={words.issuer}
          description={words.issuerHelp}
          required
          readOnly={provider !== null}
          {...form.getInputProps('issuer')}
        />
        <TextInput label={words.clientId} required autoComplete="off" {...form.getInputProps('clientId')} />
        <PasswordInput
          label={words.clientSecret}
          description={provider ? words.secretKept : undefined}
          required={provider === null}
          autoComplete="off"
          {...form.getInputProps('clientSecret')}
        />
        <TagsInput label={words.domains} description={words.domainsHelp} {...form.getInputProps('domains')} />
        {form.values.domains.length > 0 && (
          <RoleSelect
            label={words.role}
            value={form.values.defaultRole}
            onChange={(role) => form.setFieldValue('defaultRole', role)}
            error={form.errors['defaultRole'] as string | undefined}
          />
        )}
        <Checkbox label={words.enabled} {...form.getInputProps('enabled', { type: 'checkbox' })} />
        {provider && (
          <div>
            <p style={{ margin: '0 0 6px', fontSize: 13 }}>{words.redirectHelp}</p>
            <CopyField value={provider.redirectUri} label={words.redirect} />
          </div>
        )}
        {save.error && <ProblemNotice error={save.error} shownFields={Object.keys(form.errors)} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {texts.common.save}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
