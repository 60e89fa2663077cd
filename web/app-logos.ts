import { createHash } from 'node:crypto'
import * as icons from 'simple-icons'
import type { Plugin } from 'vite'
import { KNOWN_APPS } from '../src/core/apps/known-apps.ts'

/** What the pages import; see `src/app-logos.d.ts`. */
const MODULE = 'virtual:app-logos'

/**
 * The surfaces that a logo stands on (`src/app/theme.ts`), and how far it must stand out from them: 3 is what WCAG 1.4.11
 * asks for; on dark thin lines need more.
 */
const LIGHT = { surface: '#ffffff', towards: '#000000', contrast: 3 }
const DARK = { surface: '#151920', towards: '#ffffff', contrast: 4.5 }

type Icon = { title: string; slug: string; hex: string; path: string }

/**
 * Makes one file of the logos that `simple-icons` (CC0) has for apps of the catalogue, and a table of their colours: the
 * brand's own, moved towards black or white only as far as it must be seen in light or in dark. Only they are in the
 * build; any other app has its letters.
 */
export function appLogos(): Plugin {
  const logos = findLogos()
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${logos
    .map(({ id, icon }) => `<symbol id="${id}" viewBox="0 0 24 24"><path d="${icon.path}"/></symbol>`)
    .join('')}</svg>`
  const file = `assets/app-logos-${createHash('sha256').update(sprite).digest('hex').slice(0, 8)}.svg`
  const colours = Object.fromEntries(
    logos.map(({ id, icon }) => [id, [seenOn(LIGHT, icon.hex), seenOn(DARK, icon.hex)]]),
  )
  return {
    name: 'app-logos',
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load: (id) =>
      id === `\0${MODULE}`
        ? `export const LOGO_FILE = ${JSON.stringify(`/${file}`)}; export const LOGO_COLOURS = ${JSON.stringify(colours)}`
        : undefined,
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: file, source: sprite })
    },
    configureServer(server) {
      server.middlewares.use(`/${file}`, (_request, response) => {
        response.setHeader('content-type', 'image/svg+xml').end(sprite)
      })
    },
  }
}

/** By the whole name, but for case and signs. */
function findLogos(): { id: string; icon: Icon }[] {
  const plain = (text: string) =>
    text
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '')
  const byName = new Map(Object.values(icons).map((icon) => [plain(icon.title), icon as Icon]))
  return KNOWN_APPS.flatMap(({ id, name }) => {
    const icon = byName.get(plain(name))
    return icon === undefined ? [] : [{ id, icon }]
  })
}

/** The colour, mixed with `towards` in steps until it can be seen on the surface. */
function seenOn({ surface, towards, contrast: least }: typeof LIGHT, hex: string): string {
  for (let share = 0; share < 1; share += 0.1) {
    const mixed = channels(`#${hex}`).map((value, index) => value + (channels(towards)[index]! - value) * share)
    if (contrast(mixed, channels(surface)) >= least) {
      return `#${mixed.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`
    }
  }
  return towards
}

function channels(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
}

/** WCAG 2's contrast ratio. */
function contrast(one: readonly number[], other: readonly number[]): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: readonly number[]): number {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
