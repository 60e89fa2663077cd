import { Drawer } from '@mantine/core'
import { IconCircleCheck, IconPencil } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Claim, Person } from '../../lib/api-types.ts'
import { valueText } from '../../lib/format.ts'
import { texts } from '../../lib/texts.ts'
import { Monogram } from '../../ui/monogram.tsx'
import { Facts } from '../../ui/page.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import type { PersonValue } from './person-values.ts'
import classes from './explain-drawer.module.css'

/** Why a value is what it is: what each source claims, which one wins, and what it made the claim of. */
export function ExplainDrawer({ value, onClose }: { value: PersonValue | undefined; onClose: () => void }) {
  return (
    <Drawer
      opened={value !== undefined}
      onClose={onClose}
      size={440}
      title={value && texts.people.explain.title(value.field.label)}
    >
      {value && <Explained {...value} />}
    </Drawer>
  )
}

function Explained({ field, explanation }: PersonValue) {
  const { explain: words } = texts.people
  return (
    <>
      <p className={classes.value}>{shown(field.name, explanation.value)}</p>
      <p className="muted" style={{ margin: 0 }}>
        {explanation.claims.length === 0 ? words.empty : words.count(explanation.claims.length)}
      </p>
      <ul className={classes.claims}>
        {explanation.claims.map((claim) => (
          <li key={claim.accountId ?? claim.source} className={classes.claim} data-wins={claim.wins || undefined}>
            <ClaimView field={field.name} claim={claim} />
          </li>
        ))}
      </ul>
      {explanation.claims.length > 1 && (
        <p className={classes.foot}>
          <Link to="/settings/sources" style={{ color: 'var(--mantine-color-anchor)' }}>
            {words.order}
          </Link>
        </p>
      )}
    </>
  )
}

function ClaimView({ field, claim }: { field: string; claim: Claim }) {
  const { explain: words } = texts.people
  const isManual = claim.source === 'manual'
  return (
    <>
      <div className={classes.head}>
        <span className={classes.source}>
          {isManual ? (
            <IconPencil size={18} stroke={1.7} aria-hidden />
          ) : (
            <Monogram name={claim.connectionName ?? '?'} size={22} />
          )}
          {isManual ? texts.people.person.byHand : claim.connectionName}
        </span>
        {claim.wins && (
          <span className={classes.wins}>
            <IconCircleCheck size={15} aria-hidden />
            {words.wins}
          </span>
        )}
      </div>
      <Facts
        facts={[
          [words.value, <strong key="value">{shown(field, claim.value)}</strong>],
          [
            words.rule,
            isManual ? (
              words.byHand
            ) : (
              <code key="rule" className="mono">
                {claim.rule}
              </code>
            ),
          ],
          [words.raw, isManual ? undefined : <Raw key="raw" raw={claim.raw} />],
          [
            words.account,
            claim.externalId === null ? undefined : (
              <code key="account" className="mono">
                {claim.externalId}
              </code>
            ),
          ],
          [words.asOf, claim.asOf === null ? undefined : <RelativeTime key="asOf" at={claim.asOf} />],
        ]}
      />
    </>
  )
}

function Raw({ raw }: { raw: unknown }) {
  if (raw === null || raw === undefined) return <span className="muted">{texts.people.explain.rawNone}</span>
  return <code className="mono">{typeof raw === 'string' ? raw : JSON.stringify(raw)}</code>
}

function shown(field: string, value: unknown): string {
  return field === 'status' && typeof value === 'string' && value in texts.words.status
    ? texts.words.status[value as Person['status']]
    : valueText(value)
}
