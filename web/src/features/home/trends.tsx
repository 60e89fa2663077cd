import type { DailyFigures } from '../../lib/api-types.ts'
import { figure } from '../../lib/format.ts'
import { texts } from '../../lib/texts.ts'
import { TrendChart, type TrendPoint } from '../../ui/trend-chart.tsx'
import classes from './trends.module.css'

/** How people, accounts and seats went; what has been noted on fewer than two days says so instead. */
export default function Trends({ days }: { days: DailyFigures[] }) {
  const { trends } = texts.home
  const of = (pick: (day: DailyFigures) => number | null): TrendPoint[] =>
    days.flatMap((day) => {
      const value = pick(day)
      return value === null ? [] : [{ day: day.day, value }]
    })
  const charts = [
    { label: trends.people, points: of((day) => day.activePeople) },
    { label: trends.accounts, points: of((day) => day.activeAccounts) },
    { label: trends.leftOpen, points: of((day) => day.leftOpen) },
    { label: trends.seats, points: of((day) => day.usedSeats) },
  ].filter(({ points }) => points.length > 1 && points.some(({ value }) => value > 0))
  if (charts.length === 0) return <p className="muted">{trends.tooEarly}</p>
  return (
    <div className={classes.charts}>
      {charts.map(({ label, points }) => (
        <figure key={label} className={classes.card}>
          <figcaption>
            {label}
            <strong>{figure(points.at(-1)!.value)}</strong>
            <span className="muted">{trends.since(points.at(-1)!.value - points[0]!.value, points[0]!.day)}</span>
          </figcaption>
          <TrendChart label={label} points={points} />
        </figure>
      ))}
    </div>
  )
}
