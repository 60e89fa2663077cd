import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { texts } from '../lib/texts.ts'
import classes from './data-table.module.css'
import { LoadMore, type More } from './load-more.tsx'

export type Column<Row> = {
  id: string
  header: ReactNode
  cell: (row: Row) => ReactNode
  align?: 'right'
  /** Left out on screens narrower than this: `sm` 560 px, `md` 820 px, `lg` 1080 px. */
  hideBelow?: 'sm' | 'md' | 'lg'
  width?: number | string
}

type Props<Row> = {
  /** Says what the table lists, for those who do not see it. */
  label: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  rowKey: (row: Row) => string
  /** Rows that are there but count for less. */
  isDim?: (row: Row) => boolean
  more?: More
}

/** Class of the link in a row's first cell: it covers the whole row. */
export const ROW_LINK = classes.cover!
/** Class of what can be clicked in a row beside its link. */
export const ABOVE_ROW_LINK = classes.above!

const ROW_HEIGHT = 46
const OVERSCAN = 16

/** A dense table of any length: only the rows near the window are in the document, further pages come as one scrolls. */
export function DataTable<Row>({ label, rows, columns, rowKey, isDim, more }: Props<Row>) {
  const frame = useRef<HTMLDivElement>(null)
  const [scrollMargin, setScrollMargin] = useState(0)
  useLayoutEffect(() => {
    if (frame.current) setScrollMargin(frame.current.getBoundingClientRect().top + window.scrollY)
  }, [])
  // The rule is for the React compiler, which the build does not run.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollMargin,
    getItemKey: (index) => rowKey(rows[index]!),
  })
  const items = virtualizer.getVirtualItems()
  const before = items[0] ? items[0].start - scrollMargin : 0
  const after = items.length > 0 ? virtualizer.getTotalSize() - (items.at(-1)!.end - scrollMargin) : 0

  return (
    <>
      <div ref={frame} className={classes.frame}>
        <table className={classes.table} aria-label={label} aria-rowcount={more?.hasNextPage ? -1 : rows.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map((column) => (
                <th
                  key={column.id}
                  scope="col"
                  data-align={column.align}
                  data-hide={column.hideBelow}
                  style={{ width: column.width }}
                >
                  {column.header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {before > 0 && <Spacer height={before} columns={columns.length} />}
            {items.map((item) => {
              const row = rows[item.index]!
              return (
                <tr
                  key={item.key}
                  ref={virtualizer.measureElement}
                  data-index={item.index}
                  aria-rowindex={item.index + 2}
                  className={classes.row}
                  data-dim={isDim?.(row) || undefined}
                >
                  {columns.map((column) => (
                    <td key={column.id} data-align={column.align} data-hide={column.hideBelow}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              )
            })}
            {after > 0 && <Spacer height={after} columns={columns.length} />}
          </tbody>
        </table>
      </div>
      <div className={classes.foot}>
        <span className="tabular">{texts.common.shown(rows.length, more?.hasNextPage ?? false)}</span>
        {more?.hasNextPage && <LoadMore more={more} />}
      </div>
    </>
  )
}

function Spacer({ height, columns }: { height: number; columns: number }) {
  return (
    <tr className={classes.spacer} aria-hidden>
      {/* Room, not a control. */}
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label */}
      <td colSpan={columns} style={{ height }} />
    </tr>
  )
}

/** A row's first cell: something small, the name, and one line under it. */
export function PrimaryCell({ icon, children, detail }: { icon?: ReactNode; children: ReactNode; detail?: ReactNode }) {
  return (
    <div className={classes.primary}>
      {icon}
      <div style={{ minWidth: 0 }}>
        <div>{children}</div>
        {detail && (
          <div className="muted" style={{ fontSize: 12, overflowWrap: 'anywhere' }}>
            {detail}
          </div>
        )}
      </div>
    </div>
  )
}
