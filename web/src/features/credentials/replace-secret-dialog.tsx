import { Anchor, Button, Group, Modal, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import type { Connector, Credential } from '../../lib/api-types.ts'
import { toProblem } from '../../lib/api/client.ts'
import { replaceSecret } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { CredentialFields } from './credential-fields.tsx'
import { bodyOf, emptyValues, problemsOf } from './credential-values.ts'

type Props = { credential: Credential; connector: Connector; isOpen: boolean; onClose: () => void }

/** Enters the secret anew; the only way to change where it may be sent. */
export function ReplaceSecretDialog({ isOpen, onClose, ...props }: Props) {
  const title = texts.credentials.detail.replaceTitle(props.credential.name)
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size={520}>
      <ReplaceForm {...props} onClose={onClose} />
    </Modal>
  )
}

// Apart, so that what was typed is forgotten when the dialog closes.
function ReplaceForm({ credential, connector, onClose }: Omit<Props, 'isOpen'>) {
  const { detail: words } = texts.credentials
  const [changesHosts, setChangesHosts] = useState(false)
  const form = useForm({
    initialValues: emptyValues(connector, true, credential),
    validate: (values) => problemsOf(connector, values, false),
  })
  const replace = useAction((values: typeof form.values) => replaceSecret(credential.id, bodyOf(connector, values)), {
    renews: [['credentials'], ['connections']],
    done: words.replaced,
    showsProblem: true,
    onDone: onClose,
  })
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) =>
        replace.mutate(values, {
          onError: (error) =>
            form.setErrors(Object.fromEntries(toProblem(error).fields.map(({ path, message }) => [path, message]))),
        }),
      )}
    >
      <Stack gap="md">
        <p style={{ margin: 0 }}>{words.replaceText}</p>
        <CredentialFields
          connector={connector}
          method={credential.method}
          bind={(path) => form.getInputProps(path)}
          hosts={changesHosts ? 'all' : 'none'}
          isReplacement
        />
        {!changesHosts && (
          <div>
            <Anchor component="button" type="button" onClick={() => setChangesHosts(true)}>
              {words.hostsChange}
            </Anchor>
          </div>
        )}
        {replace.error && (
          <ProblemNotice error={replace.error} shownFields={toProblem(replace.error).fields.map(({ path }) => path)} />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={replace.isPending}>
            {words.replace}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
