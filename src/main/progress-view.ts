import type { Sync } from '#core/syncs/sync.ts'
import type { Writable } from 'node:stream'
import { figure } from './table.ts'

const BAR_WIDTH = 24

export type ProgressView = { show: (sync: Sync) => void; end: () => void }

/** Shows how a sync goes: one line that renews itself on a terminal, a line per step elsewhere. */
export function progressView(out: Writable & { isTTY?: boolean; columns?: number }): ProgressView {
  let shown = ''
  return {
    show: (sync) => {
      if (out.isTTY) {
        const line = barLine(sync).slice(0, (out.columns ?? 80) - 1)
        out.write(`\r${line.padEnd(shown.length)}`)
        shown = line
      } else if (sync.state !== shown) {
        out.write(`${sync.state}${sync.progress.read > 0 ? `, ${figure(sync.progress.read)} read` : ''}\n`)
        shown = sync.state
      }
    },
    end: () => {
      if (out.isTTY && shown !== '') out.write('\n')
    },
  }
}

function barLine({ state, progress: { read, expected, stream } }: Sync): string {
  const what = state === 'fetching' && stream !== null ? `fetching ${stream}` : state
  if (expected === null || expected === 0) return `${what}  ${figure(read)} read`
  const part = Math.min(1, read / expected)
  const full = Math.round(part * BAR_WIDTH)
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}] ${String(Math.floor(part * 100)).padStart(3)} %  ${figure(read)} of ${figure(expected)}  ${what}`
}
