import manifest from '../../package.json' with { type: 'json' }

/** The release, as the package says it. */
export const VERSION: string = manifest.version
