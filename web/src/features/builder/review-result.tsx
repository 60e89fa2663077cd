import { Badge } from '@mantine/core'
import type { FieldProblem, Review } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { Notice } from '../../ui/problem-notice.tsx'
import { HolderStatus } from '../../ui/status.tsx'
import classes from './builder.module.css'
import { stepOf } from './definition-draft.ts'

const { review: words, steps } = texts.builder

/** Each mistake in words, with the step in which it is mended. */
export function ReviewProblems({
  problems,
  onGo,
}: {
  problems: readonly FieldProblem[]
  onGo: (step: string) => void
}) {
  if (problems.length === 0) return <Notice tone="good">{words.ok}</Notice>
  return (
    <Notice tone="warn" isAlert title={words.problems(problems.length)}>
      <ul className={classes.problems}>
        {problems.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            <button type="button" className={classes.toStep} onClick={() => onGo(stepOf(path))}>
              {steps[stepOf(path)]}
            </button>{' '}
            <span className="mono">{path}</span>: {message}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

/** What came, what it becomes, and what else is in it. */
export function ReviewResult({ review }: { review: Review }) {
  return (
    <>
      {review.accounts.length > 0 && (
        <section>
          <h3 className={classes.heading}>{words.becomes}</h3>
          {/* It scrolls by itself where it is wider than its place, so the keyboard must reach it. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div className={classes.scroll} tabIndex={0} role="region" aria-label={words.becomes}>
            <table className={classes.becomes}>
              <thead>
                <tr>
                  {Object.values(words.columns).map((label) => (
                    <th key={label} scope="col">
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {review.accounts.map(({ account, why }, position) =>
                  account === null ? (
                    // oxlint-disable-next-line react/no-array-index-key
                    <tr key={position}>
                      <td colSpan={4}>
                        {words.notRead}: {why}
                      </td>
                    </tr>
                  ) : (
                    <tr key={account.externalId}>
                      <td className="mono">{account.externalId}</td>
                      <td>
                        {account.displayName ?? texts.common.none}
                        {account.isAdmin && (
                          <Badge size="xs" ml={6} variant="default">
                            Admin
                          </Badge>
                        )}
                      </td>
                      <td>{account.email ?? texts.common.none}</td>
                      <td>
                        <HolderStatus status={account.status} />
                      </td>
                    </tr>
                  ),
                )}
              </tbody>
            </table>
          </div>
        </section>
      )}
      {review.lists.map((list) => (
        <section key={list.list}>
          <h3 className={classes.heading}>{words.lists[list.list]}</h3>
          <p className="muted">
            {list.count === null ? words.other : words.count(list.count, list.total, list.hasNext)}
          </p>
          <details>
            <summary>{words.fields}</summary>
            <ul className={classes.found}>
              {list.fields.map(({ path, type, example }) => (
                <li key={path}>
                  <span className="mono">{path}</span>
                  <span className="muted">{example ?? type}</span>
                </li>
              ))}
            </ul>
          </details>
          <details open={list.list === 'accounts'}>
            <summary>{list.count === null ? words.rawAnswer : words.raw}</summary>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
            <pre className={classes.raw} tabIndex={0} aria-label={words.rawOf(words.lists[list.list])}>
              {JSON.stringify(list.records[0] ?? null, null, 2)}
            </pre>
          </details>
        </section>
      ))}
    </>
  )
}
