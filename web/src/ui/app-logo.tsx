import { LOGO_COLOURS, LOGO_FILE } from 'virtual:app-logos'
import { Monogram } from './monogram.tsx'
import classes from './tiles.module.css'

type Props = {
  /** The app's id in the catalogue; the connector's for an app record of one's own. */
  id: string
  name: string
  connector?: string | null | undefined
  size?: number
}

/** An app's logo where there is one that may be shown, else its letters. Decoration: the name always stands beside it. */
export function AppLogo({ id, name, connector, size = 28 }: Props) {
  const known = [id, connector].find((one) => one && Object.hasOwn(LOGO_COLOURS, one))
  const colours = known && LOGO_COLOURS[known]
  if (!colours) return <Monogram name={name} size={size} />
  return (
    <span
      className={classes.logo}
      style={{
        ['--logo-light' as string]: colours[0],
        ['--logo-dark' as string]: colours[1],
        width: size,
        height: size,
        borderRadius: Math.round(size * 0.26),
      }}
      aria-hidden
    >
      <svg width={Math.round(size * 0.58)} height={Math.round(size * 0.58)} viewBox="0 0 24 24" focusable="false">
        <use href={`${LOGO_FILE}#${known}`} />
      </svg>
    </span>
  )
}
