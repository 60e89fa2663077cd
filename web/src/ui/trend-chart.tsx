import { VisuallyHidden } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { AxisBottom, AxisLeft } from '@visx/axis'
import { scaleLinear, scaleUtc } from '@visx/scale'
import { AreaClosed, LinePath } from '@visx/shape'
import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import { figure } from '../lib/format.ts'
import { dayText, shortDay } from '../lib/time.ts'
import classes from './trend-chart.module.css'

export type TrendPoint = { day: string; value: number }

const HEIGHT = 140
const MARGIN = { top: 10, right: 8, bottom: 30, left: 54 }

const spoken = ({ day, value }: TrendPoint) => `${dayText(day)}: ${figure(value)}`
const timeOf = ({ day }: TrendPoint) => Date.parse(`${day}T00:00:00Z`)

/**
 * How one figure went over days, oldest first. The axis does not begin at zero, so it says its values. Pointing or the
 * arrow keys show a day; whoever cannot see it gets a table.
 */
export function TrendChart({ label, points }: { label: string; points: readonly TrendPoint[] }) {
  const { ref, width } = useElementSize()
  const [at, setAt] = useState<number | null>(null)
  const values = points.map(({ value }) => value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const pad = Math.max(1, (high - low) * 0.15)
  const times = points.map(timeOf)
  const x = scaleUtc({
    domain: [times[0]!, times.at(-1)!],
    range: [MARGIN.left, Math.max(MARGIN.left + 1, width - MARGIN.right)],
  })
  const y = scaleLinear({
    domain: [Math.max(0, low - pad), high + pad],
    range: [HEIGHT - MARGIN.bottom, MARGIN.top],
    nice: true,
  })
  const shown = at === null ? undefined : points[at]

  const point = (event: PointerEvent<HTMLElement>) => {
    const time = x.invert(event.clientX - event.currentTarget.getBoundingClientRect().left).getTime()
    setAt(times.reduce((best, one, index) => (Math.abs(one - time) < Math.abs(times[best]! - time) ? index : best), 0))
  }
  const step = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    setAt(Math.min(points.length - 1, Math.max(0, (at ?? points.length - 1) + by)))
  }

  return (
    <div ref={ref} className={classes.chart}>
      <div
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={points.length - 1}
        aria-valuenow={at ?? points.length - 1}
        aria-valuetext={spoken(points[at ?? points.length - 1]!)}
        onPointerMove={point}
        onPointerLeave={() => setAt(null)}
        onBlur={() => setAt(null)}
        onKeyDown={step}
      >
        <svg width={width} height={HEIGHT} aria-hidden>
          <AxisLeft
            scale={y}
            left={MARGIN.left}
            numTicks={3}
            hideAxisLine
            hideTicks
            tickFormat={(value) => figure(Number(value))}
            tickLabelProps={{ className: classes.tick!, textAnchor: 'end', dx: -4, dy: 3 }}
          />
          <AxisBottom
            scale={x}
            top={HEIGHT - MARGIN.bottom}
            numTicks={Math.max(2, Math.floor(width / 110))}
            hideTicks
            stroke="var(--rc-border)"
            tickFormat={(value) => shortDay(new Date(Number(value)).toISOString())}
            tickLabelProps={{ className: classes.tick!, textAnchor: 'middle' }}
          />
          <AreaClosed
            data={[...points]}
            x={(one) => x(timeOf(one))}
            y={(one) => y(one.value)}
            yScale={y}
            className={classes.area}
          />
          <LinePath data={[...points]} x={(one) => x(timeOf(one))} y={(one) => y(one.value)} className={classes.line} />
          {shown && (
            <g>
              <line
                x1={x(timeOf(shown))}
                x2={x(timeOf(shown))}
                y1={MARGIN.top}
                y2={HEIGHT - MARGIN.bottom}
                className={classes.cross}
              />
              <circle cx={x(timeOf(shown))} cy={y(shown.value)} r={4} className={classes.dot} />
            </g>
          )}
        </svg>
      </div>
      {shown && (
        <p className={classes.told} aria-hidden>
          {spoken(shown)}
        </p>
      )}
      <VisuallyHidden>
        <table>
          <caption>{label}</caption>
          <tbody>
            {points.map(({ day, value }) => (
              <tr key={day}>
                <th scope="row">{dayText(day)}</th>
                <td>{figure(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </div>
  )
}
