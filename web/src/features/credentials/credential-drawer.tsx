import { Drawer, Group, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Connector, Credential } from '../../lib/api-types.ts'
import { connectorQuery } from '../../lib/queries/connections.ts'
import { credentialQuery, deleteCredential, editCredential } from '../../lib/queries/credentials.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { showFieldProblems } from '../../ui/form-problem.ts'
import { Facts } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'
import { instantOf } from './credential-values.ts'
import { appName, methodName } from './credentials-table.tsx'
import { OwnerSelect } from './owner-select.tsx'
import { ReplaceSecretDialog } from './replace-secret-dialog.tsx'
import { MayButton } from '../../ui/may-button.tsx'

/** One credential, beside the list it was opened from; everything but its secret. */
export function CredentialDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const credential = useQuery({ ...credentialQuery(id ?? ''), enabled: id !== undefined })
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      size={480}
      title={credential.data?.name ?? texts.credentials.detail.title}
    >
      {id !== undefined && (
        <QueryView query={credential}>
          {(data) => <Detail key={data.id} credential={data} onClose={onClose} />}
        </QueryView>
      )}
    </Drawer>
  )
}

function Detail({ credential, onClose }: { credential: Credential; onClose: () => void }) {
  const { credentials: all } = texts
  const { detail: words } = all
  const connector = useQuery(connectorQuery(credential.connector))
  const connectors = connector.data ? [connector.data] : []
  const shown = Object.entries(credential.publicFields)
  return (
    <Stack gap="xl">
      <Danger credential={credential} connector={connector.data} onClose={onClose} />
      <Facts
        facts={[
          [words.app, appName(connectors, credential)],
          [words.method, methodName(connectors, credential)],
          [words.usedBy, <Uses key="uses" credential={credential} />],
          [words.lastUsed, <RelativeTime key="used" at={credential.lastUsedAt} empty={all.neverUsed} />],
          [words.created, <RelativeTime key="created" at={credential.createdAt} />],
          [words.changed, <RelativeTime key="changed" at={credential.updatedAt} />],
        ]}
      />
      <section>
        <h3 style={{ margin: '0 0 8px' }}>{words.hosts}</h3>
        {credential.hosts.map((host) => (
          <div key={host} className="mono" style={{ overflowWrap: 'anywhere' }}>
            {host}
          </div>
        ))}
        <p className="muted" style={{ margin: '8px 0 0', fontSize: 12 }}>
          {words.hostsHelp}
        </p>
      </section>
      {shown.length > 0 && (
        <section>
          <h3 style={{ margin: '0 0 8px' }}>{words.public}</h3>
          <Facts facts={shown.map(([name, value]) => [labelOf(connector.data, credential, name), value] as const)} />
        </section>
      )}
      <EditForm credential={credential} />
    </Stack>
  )
}

function labelOf(connector: Connector | undefined, { method }: Credential, name: string): string {
  const fields = connector?.auth.find(({ id }) => id === method)?.fields
  return fields?.find((field) => field.name === name)?.label ?? name
}

function Uses({ credential: { usedBy, isPreset } }: { credential: Credential }) {
  const { credentials: words } = texts
  if (usedBy.length === 0 && !isPreset) return <span className="muted">{words.notUsed}</span>
  return (
    <Stack gap={2}>
      {usedBy.map(({ connectionId, name }) => (
        <Link
          key={connectionId}
          to="/connections/$connectionId"
          params={{ connectionId }}
          style={{ color: 'var(--mantine-color-anchor)' }}
        >
          {name}
        </Link>
      ))}
      {isPreset && <span>{words.preset}</span>}
    </Stack>
  )
}

const FIELDS = { name: 'name', ownerId: 'owner', expiresAt: 'expires' }

function EditForm({ credential }: { credential: Credential }) {
  const { detail: words } = texts.credentials
  const isByHand = credential.expiryFrom === 'hand'
  const form = useForm({
    initialValues: {
      name: credential.name,
      owner: credential.owner?.id ?? '',
      expires: credential.expiresAt?.slice(0, 10) ?? '',
    },
    validate: { name: (name) => (name.trim() === '' ? texts.connect.form.required : null) },
  })
  const save = useAction(
    ({ name, owner, expires }: typeof form.values) =>
      editCredential(credential.id, {
        name: name.trim(),
        ...(owner !== (credential.owner?.id ?? '') && { ownerId: owner || null }),
        ...(isByHand && { expiresAt: instantOf(expires) }),
      }),
    { renews: [['credentials']], done: words.saved, showsProblem: true },
  )
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) =>
        save.mutate(values, { onError: (error) => void showFieldProblems(form, error, FIELDS) }),
      )}
    >
      <Stack gap="md">
        <h3 style={{ margin: 0 }}>{words.edit}</h3>
        <TextInput label={words.name} required {...form.getInputProps('name')} />
        <OwnerSelect owner={credential.owner} bound={form.getInputProps('owner')} />
        <TextInput
          type="date"
          label={words.expires}
          description={isByHand ? words.expiresHelp : words.expiresVendor}
          disabled={!isByHand}
          {...form.getInputProps('expires')}
        />
        {save.error && <ProblemNotice error={save.error} shownFields={Object.keys(FIELDS)} />}
        <div>
          <MayButton needs="credentials:write" type="submit" variant="default" loading={save.isPending}>
            {words.save}
          </MayButton>
        </div>
      </Stack>
    </form>
  )
}

function Danger({
  credential,
  connector,
  onClose,
}: {
  credential: Credential
  connector: Connector | undefined
  onClose: () => void
}) {
  const { detail: words } = texts.credentials
  const [asks, setAsks] = useState<'replace' | 'delete' | null>(null)
  const isUsed = credential.usedBy.length > 0 || credential.isPreset
  const remove = useAction(deleteCredential, {
    renews: [['credentials', 'list']],
    done: words.removed,
    showsProblem: true,
    onDone: onClose,
  })
  return (
    <section>
      <Group gap="xs">
        <MayButton needs="credentials:write" variant="default" disabled={!connector} onClick={() => setAsks('replace')}>
          {words.replace}
        </MayButton>
        <MayButton needs="credentials:write" variant="default" disabled={isUsed} onClick={() => setAsks('delete')}>
          {words.remove}
        </MayButton>
      </Group>
      {isUsed && (
        <p className="muted" style={{ margin: '8px 0 0', fontSize: 12 }}>
          {words.inUse}
        </p>
      )}
      <ConfirmDialog
        title={words.removeTitle(credential.name)}
        confirm={words.removeConfirm}
        isDangerous
        isOpen={asks === 'delete'}
        onClose={() => setAsks(null)}
        action={{ isPending: remove.isPending, error: remove.error, run: () => remove.mutate(credential.id) }}
      >
        {words.removeText}
      </ConfirmDialog>
      {connector && (
        <ReplaceSecretDialog
          credential={credential}
          connector={connector}
          isOpen={asks === 'replace'}
          onClose={() => setAsks(null)}
        />
      )}
    </section>
  )
}
