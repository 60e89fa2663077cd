import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { appLogos } from './app-logos.ts'

/** `npm run dev` of Vite talks to a Rollcall started beside it; another address can be named. */
const SERVER = process.env['ROLLCALL_DEV_SERVER'] ?? 'http://127.0.0.1:4400'

export default defineConfig({
  plugins: [react(), appLogos()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The budget (250 KB of initial JavaScript, compressed) is checked by test/e2e/size.spec.ts, not by a warning.
    chunkSizeWarningLimit: 1000,
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': { target: SERVER, changeOrigin: false } } },
})
