import { Button, Menu } from '@mantine/core'
import { IconDownload, IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { AuditDrawer } from '../../features/audit/audit-drawer.tsx'
import { AuditFilterBar, queryOf } from '../../features/audit/audit-filter-bar.tsx'
import { AuditTable } from '../../features/audit/audit-table.tsx'
import { download, urlOf } from '../../lib/api/client.ts'
import { auditQuery } from '../../lib/queries/audit.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useAction } from '../../ui/use-action.ts'

/** Who did what. The filters and the open entry live in the address, so a view can be shared. */
export function AuditPage() {
  const { audit: words } = texts
  const filters = useSearch({ from: '/app/audit' })
  const navigate = useNavigate({ from: '/audit' })
  const set = (change: Partial<typeof filters>) => void navigate({ search: { ...filters, ...change }, replace: true })
  const { event: open, ...only } = filters
  const events = useInfiniteQuery({ ...auditQuery(queryOf(only)), placeholderData: (before) => before })
  const save = useAction((format: 'csv' | 'json') =>
    download(urlOf('/audit-events/export', {}, { ...queryOf(only), format })),
  )
  const isFiltered = Object.values(only).some((value) => value !== undefined)
  return (
    <Page
      title={words.title}
      description={words.description}
      actions={
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} loading={save.isPending}>
              {words.export}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{words.exportHelp}</Menu.Label>
            {(['csv', 'json'] as const).map((format) => (
              <Menu.Item key={format} onClick={() => save.mutate(format)}>
                {words.exportAs[format]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      }
    >
      <AuditFilterBar filters={only} onChange={set} />
      <QueryView
        query={events}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState icon={IconHistory} {...(isFiltered ? words.emptyFiltered : words.empty)} />}
      >
        {(list) => <AuditTable events={list} more={events} />}
      </QueryView>
      <AuditDrawer id={open} onClose={() => set({ event: undefined })} />
    </Page>
  )
}
