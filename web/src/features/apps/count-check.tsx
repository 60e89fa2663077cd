import { IconChevronRight } from '@tabler/icons-react'
import type { AppUse, Connection, Connector } from '../../lib/api-types.ts'
import { figure } from '../../lib/format.ts'
import { texts } from '../../lib/texts.ts'
import { AsOf } from '../../ui/time.tsx'
import classes from './app-page.module.css'

type Props = { use: AppUse; connections: readonly Connection[]; connector: Connector }

const STATUSES = Object.entries(texts.words.status) as [keyof AppUse['total']['byStatus'], string][]

/** On which screen of the vendor to count, and what was counted here: the two must agree (F87, F134). */
export function CountCheck({ use, connections, connector }: Props) {
  const { users: words } = texts.appPage
  const counted = use.connections.flatMap((one) => {
    const connection = connections.find(({ id }) => id === one.connectionId)
    return connection ? [{ ...one, connection }] : []
  })
  // A status that nobody has is no line of its own, except the one that is compared.
  const statuses = STATUSES.filter(([status]) => status === 'active' || use.total.byStatus[status] > 0)
  return (
    <details className={classes.check}>
      <summary>
        <span className={classes.checkTitle}>
          <IconChevronRight size={15} aria-hidden />
          {words.check(connector.name)}
        </span>
        <span className="muted tabular" style={{ fontWeight: 400 }}>
          {words.checkSummary(use.total.byStatus.active)}
        </span>
      </summary>
      <div className={classes.checkBody}>
        <div>
          <h2>{words.recipe}</h2>
          <p>{connector.validation}</p>
        </div>
        <div style={{ minWidth: 0, overflowX: 'auto' }}>
          <h2>{words.counted}</h2>
          <table className={classes.counts}>
            <thead>
              <tr>
                <th scope="col">{texts.accounts.status}</th>
                {counted.map(({ connection }) => (
                  <th key={connection.id} scope="col">
                    {connection.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {statuses.map(([status, label]) => (
                <tr key={status}>
                  <th scope="row">{label}</th>
                  {counted.map(({ connection, byStatus }) => (
                    <td key={connection.id}>{figure(byStatus[status])}</td>
                  ))}
                </tr>
              ))}
              <tr>
                <th scope="row" className="muted">
                  {texts.common.dataAsOf}
                </th>
                {counted.map(({ connection }) => (
                  <td key={connection.id}>
                    <AsOf at={connection.asOf} isBare />
                  </td>
                ))}
              </tr>
            </tbody>
          </table>
        </div>
      </div>
    </details>
  )
}
