import { texts } from '../../lib/texts.ts'
import { TabLinks } from '../../ui/tab-links.tsx'

export function CredentialTabs() {
  const { tabs } = texts.credentials
  return (
    <TabLinks
      label={tabs.label}
      tabs={[
        { label: tabs.credentials, link: { to: '/credentials' } },
        { label: tabs.clients, link: { to: '/credentials/clients' } },
      ]}
    />
  )
}
