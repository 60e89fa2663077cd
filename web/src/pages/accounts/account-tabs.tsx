import { useQuery } from '@tanstack/react-query'
import { summaryQuery } from '../../lib/queries/settings.ts'
import { texts } from '../../lib/texts.ts'
import { TabLinks } from '../../ui/tab-links.tsx'

export function AccountTabs() {
  const { data: summary } = useQuery(summaryQuery)
  const { tabs } = texts.accounts
  return (
    <TabLinks
      label={tabs.label}
      tabs={[
        { label: tabs.all, link: { to: '/accounts' } },
        { label: tabs.unmatched, link: { to: '/accounts/unmatched' }, count: summary?.unmatched },
      ]}
    />
  )
}
