import { Button, Group, Modal, Stack } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { ConnectionRequest } from '../../lib/api-types.ts'
import { confirmRequest, revokeRequest } from '../../lib/queries/requests.ts'
import { texts } from '../../lib/texts.ts'
import { Facts } from '../../ui/page.tsx'
import { Notice, ProblemNotice } from '../../ui/problem-notice.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'

/** Shows which vendor account a co-worker opened, and takes it into use or gives it back (S13). */
export function ConfirmTenantDialog({ request, onClose }: { request: ConnectionRequest | null; onClose: () => void }) {
  return (
    <Modal opened={request !== null} onClose={onClose} title={texts.requests.confirmTitle} size={520}>
      {request && <Question request={request} onClose={onClose} />}
    </Modal>
  )
}

function Question({ request, onClose }: { request: ConnectionRequest; onClose: () => void }) {
  const { requests: words } = texts
  const navigate = useNavigate()
  const { vendorTenantId: tenantId, vendorTenantName: tenantName, vendorTenantDomain: tenantDomain } = request
  const options = { renews: [['connection-requests'], ['connections'], ['summary']], showsProblem: true }
  const confirm = useAction(() => confirmRequest(request.id, { tenantId, tenantName, tenantDomain }), {
    ...options,
    done: words.confirmed,
    onDone: () => navigate({ to: '/connections/$connectionId', params: { connectionId: request.connectionId } }),
  })
  const reject = useAction(() => revokeRequest(request.id), { ...options, done: words.rejected, onDone: onClose })
  const error = confirm.error ?? reject.error
  const isKnown = tenantId !== null || tenantName !== null || tenantDomain !== null
  return (
    <Stack gap="md">
      <p style={{ margin: 0 }}>{words.confirmText(request.name)}</p>
      <Facts
        facts={[
          [words.account, tenantName ?? tenantId ?? words.unknown],
          [
            words.accountId,
            tenantId !== null && tenantId !== tenantName ? (
              <span key="id" className="mono">
                {tenantId}
              </span>
            ) : undefined,
          ],
          [words.domain, tenantDomain ?? words.unknown],
          [
            words.byWhom,
            <span key="who">
              {request.name} ({request.email}){' '}
              <span className="muted">
                <RelativeTime at={request.authorisedAt} />
              </span>
            </span>,
          ],
          [words.granted, request.grantedScopes ? request.grantedScopes.join(', ') : undefined],
        ]}
      />
      {!isKnown && <Notice>{words.unknownWarning}</Notice>}
      {error && <ProblemNotice error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button
          variant="default"
          loading={reject.isPending}
          disabled={confirm.isPending}
          onClick={() => reject.mutate(undefined)}
        >
          {words.reject}
        </Button>
        <Button loading={confirm.isPending} disabled={reject.isPending} onClick={() => confirm.mutate(undefined)}>
          {words.confirmYes}
        </Button>
      </Group>
    </Stack>
  )
}
