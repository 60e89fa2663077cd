import { defineConfig } from '@playwright/test'
import { findBrowser } from './tools/browser.mjs'

/** The browser tests. Each journey starts a Rollcall of its own, so one at a time is all that two cores can carry. */
export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './test/e2e/build-web.ts',
  workers: 1,
  retries: 0,
  // A journey is long, and a shared machine may be slow; nothing waits this long by itself.
  timeout: 300_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    actionTimeout: 30_000,
    viewport: { width: 1280, height: 860 },
    timezoneId: 'Europe/Oslo',
    locale: 'en-GB',
    // Nothing is measured or clicked while it still moves.
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: findBrowser(),
      args: [
        // Chromium refuses to run as root inside its sandbox; the pages are our own.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
