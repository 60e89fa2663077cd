/** Made by `web/app-logos.ts` when the pages are built. */
declare module 'virtual:app-logos' {
  /** The address of the file with all logos, each under the app's id. */
  export const LOGO_FILE: string
  /** Of each logo: its colour in light and in dark. */
  export const LOGO_COLOURS: Readonly<Record<string, readonly [light: string, dark: string]>>
}
