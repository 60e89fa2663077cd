import { hashOf, initials } from '../lib/format.ts'
import classes from './tiles.module.css'

// Hues of one lightness; the style mixes them with the surface and the text, so they hold in both schemes.
const HUES = ['#4652c4', '#0f7d8a', '#a8467f', '#8a6a10', '#3b7a3f', '#b0562c', '#6d4bb8', '#2d6cb5']

/** A letter tile for an app, a round one for a person. Decoration: the name always stands beside it. */
export function Monogram({ name, size = 28, isRound = false }: { name: string; size?: number; isRound?: boolean }) {
  return (
    <span
      className={classes.monogram}
      style={{
        ['--tile' as string]: HUES[hashOf(name.toLowerCase(), HUES.length)],
        width: size,
        height: size,
        borderRadius: isRound ? '50%' : Math.round(size * 0.26),
        fontSize: Math.max(10, Math.round(size * 0.38)),
      }}
      aria-hidden
    >
      {initials(name)}
    </span>
  )
}
