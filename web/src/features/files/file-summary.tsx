import type { FilePreview } from '../../lib/api-types.ts'
import { valueText } from '../../lib/format.ts'
import { texts } from '../../lib/texts.ts'
import { Notice } from '../../ui/problem-notice.tsx'
import classes from './files.module.css'

const { files: words } = texts
const SHOWN = 10

/** What a file is, its first rows, and each line that cannot be read. */
export function FileSummary({ preview }: { preview: FilePreview }) {
  const { format, encoding, rowCount, problems, problemCount, columns, rows } = preview
  return (
    <>
      <p style={{ margin: 0 }}>{words.format(format, encoding, rowCount)}</p>
      {problemCount > 0 && (
        <Notice title={words.bad(problemCount)} isAlert>
          {words.badText}
          <ul style={{ margin: '6px 0 0', paddingLeft: 18 }}>
            {problems.slice(0, SHOWN).map(({ line, why }) => (
              <li key={line}>{words.line(line, why)}</li>
            ))}
            {problemCount > SHOWN && <li>{words.more(problemCount - SHOWN)}</li>}
          </ul>
        </Notice>
      )}
      {format === 'csv' && (
        // It scrolls by itself, so the keyboard must reach it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={words.firstRows}>
          <table className={classes.table}>
            <thead>
              <tr>
                {columns.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {(rows as Record<string, unknown>[]).map((row, at) => (
                // Rows of a file have nothing of their own but their place.
                // oxlint-disable-next-line react/no-array-index-key
                <tr key={at}>
                  {columns.map(({ name }) => (
                    <td key={name}>{valueText(row[name])}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}
