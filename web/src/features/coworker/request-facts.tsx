import type { RequestPage } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { Facts } from '../../ui/page.tsx'
import { AbsoluteTime } from './absolute-time.tsx'
import classes from './coworker.module.css'

/** Who asks, for what, and where it goes: what has to be read before deciding (S13, §3.14). */
export function RequestFacts({ page }: { page: RequestPage }) {
  const { coworker: words, connect } = texts
  return (
    <>
      <p className={classes.text}>
        {words.asks(page.requesterName, page.appName)} {words.what}{' '}
        {page.scopes.every(({ serves }) => serves === 'discovery') && words.onlyReads}
      </p>
      {page.note !== '' && (
        <figure className={classes.note}>
          <figcaption>{words.note(page.requesterName)}</figcaption>
          <blockquote>{page.note}</blockquote>
        </figure>
      )}
      <Facts
        facts={[
          [words.facts.by, page.requesterName],
          [words.facts.app, page.appName],
          [words.facts.connection, page.connectionName === page.appName ? undefined : page.connectionName],
          ...page.servers.map(
            ({ label, url }) =>
              [
                page.servers.length === 1 ? words.facts.server : label,
                <span key={label} className="mono">
                  {url}
                </span>,
              ] as const,
          ),
          [words.facts.rollcall, window.location.host],
          [words.facts.until, <AbsoluteTime key="until" at={page.expiresAt} />],
        ]}
      />
      {page.scopes.length > 0 && (
        <section>
          <h2 className={classes.heading}>{words.scopes}</h2>
          <ul className={classes.scopes}>
            {page.scopes.map(({ id, label, explains, serves, required }) => (
              <li key={id}>
                <strong>{label}</strong>{' '}
                <span className="muted">
                  {connect.scopes.serves[serves]}
                  {required && `, ${words.required}`}
                </span>
                <span className={classes.explains}>{explains}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {page.dataPoints.length > 0 && <List title={words.reads} items={page.dataPoints} />}
      {page.prerequisites.length > 0 && <List title={words.before} items={page.prerequisites} />}
    </>
  )
}

function List({ title, items }: { title: string; items: readonly string[] }) {
  return (
    <section>
      <h2 className={classes.heading}>{title}</h2>
      <ul className={classes.list}>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </section>
  )
}
