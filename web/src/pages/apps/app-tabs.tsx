import { texts } from '../../lib/texts.ts'
import { TabLinks } from '../../ui/tab-links.tsx'

export function AppTabs() {
  const { tabs } = texts.apps
  return (
    <TabLinks
      label={tabs.label}
      tabs={[
        { label: tabs.inUse, link: { to: '/apps' } },
        { label: tabs.catalogue, link: { to: '/apps/catalogue' } },
      ]}
    />
  )
}
