import { Group, Stack } from '@mantine/core'
import { IconRocket } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Connection, MappingView } from '../../lib/api-types.ts'
import { keepConnection, launchConnection, mappingQuery, startPreview } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Facts, Panel } from '../../ui/page.tsx'
import { Notice, ProblemNotice } from '../../ui/problem-notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useAction } from '../../ui/use-action.ts'
import { MissingScopes } from './missing-scopes.tsx'
import { MayButton } from '../../ui/may-button.tsx'

/** Last step: what will happen, the plan to look at first, and the launch. */
export function LaunchStep({ connection }: { connection: Connection }) {
  const mapping = useQuery(mappingQuery(connection.id))
  return <QueryView query={mapping}>{(data) => <Ready connection={connection} mapping={data} />}</QueryView>
}

function Ready({ connection, mapping }: { connection: Connection; mapping: MappingView }) {
  const { launch: words } = texts.connect
  const client = useQueryClient()
  const navigate = useNavigate()
  const renews = [['connections'], ['syncs'], ['summary'], ['apps']]
  const preview = useAction(startPreview, {
    renews,
    showsProblem: true,
    onDone: (sync) => void navigate({ to: '/syncs/$syncId', params: { syncId: sync.id } }),
  })
  const launch = useAction((sync: boolean) => launchConnection(connection.id, sync), {
    showsProblem: true,
    onDone: async (launched) => {
      const { runningSync } = launched
      // First away: this page sends everyone on who sees that the connection is no draft any more.
      if (runningSync) await navigate({ to: '/syncs/$syncId', params: { syncId: runningSync.id } })
      else await navigate({ to: '/connections/$connectionId', params: { connectionId: connection.id } })
      keepConnection(client, launched)
      for (const queryKey of renews) void client.invalidateQueries({ queryKey })
    },
  })

  if (mapping.problems.length > 0) {
    return (
      <Notice
        title={words.notReady}
        action={
          <LinkButton
            size="xs"
            to="/connections/$connectionId/set-up"
            params={{ connectionId: connection.id }}
            search={{ step: 'mapping' }}
          >
            {words.toMapping}
          </LinkButton>
        }
      >
        <ul style={{ margin: '4px 0 0', paddingLeft: 18 }}>
          {mapping.problems.map((problem) => (
            <li key={`${problem.path} ${problem.message}`}>{problem.message}</li>
          ))}
        </ul>
      </Notice>
    )
  }

  const isBusy = preview.isPending || launch.isPending
  return (
    <Stack gap="lg">
      <Panel>
        <LaunchFacts connection={connection} mapping={mapping} />
      </Panel>
      <MissingScopes connection={connection} />
      <LastPlan connection={connection} />
      <p style={{ margin: 0 }}>{words.ready}</p>
      {(launch.error ?? preview.error) && <ProblemNotice error={launch.error ?? preview.error} />}
      <Group gap="xs">
        <MayButton
          needs="syncs:run"
          variant="default"
          disabled={isBusy}
          loading={preview.isPending}
          onClick={() => preview.mutate(connection.id)}
        >
          {words.plan}
        </MayButton>
        <MayButton
          needs="connections:write"
          leftSection={<IconRocket size={17} aria-hidden />}
          disabled={isBusy}
          loading={launch.isPending && launch.variables}
          onClick={() => launch.mutate(true)}
        >
          {words.launch}
        </MayButton>
        <MayButton
          needs="connections:write"
          variant="subtle"
          color="gray"
          disabled={isBusy}
          onClick={() => launch.mutate(false)}
        >
          {words.launchOnly}
        </MayButton>
      </Group>
    </Stack>
  )
}

/** A plan that was made before stays at hand. */
function LastPlan({ connection: { runningSync, lastSync } }: { connection: Connection }) {
  const { launch: words } = texts.connect
  const plan = runningSync ?? lastSync
  if (!plan) return null
  return (
    <p className="muted" style={{ margin: 0 }}>
      {plan === runningSync
        ? words.planRunning
        : words.planDone(plan.counts.created, plan.counts.updated, plan.counts.skipped)}{' '}
      <Link to="/syncs/$syncId" params={{ syncId: plan.id }} style={{ color: 'var(--mantine-color-anchor)' }}>
        {words.planOpen}
      </Link>
    </p>
  )
}

function LaunchFacts({ connection, mapping }: { connection: Connection; mapping: MappingView }) {
  const { summary, gone } = texts.connect.launch
  const keys = mapping.targets.filter((target) => target.key).map((target) => target.field)
  return (
    <Facts
      facts={[
        [summary.app, connection.appName],
        [summary.tenant, connection.vendorTenantName ?? connection.vendorTenantId ?? undefined],
        [summary.mapped, mapping.targets.length],
        [summary.keys, keys.join(', ')],
        [summary.takes, texts.words.selection[connection.selection]],
        [summary.may, texts.words.preference[connection.preference]],
        [summary.gone, connection.deactivate ? gone.yes : gone.no],
        [summary.runs, texts.words.every[connection.schedule.every]],
      ]}
    />
  )
}
