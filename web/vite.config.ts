import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// One workspace, two entries: `vite build --mode field` (the engineer's page) and `--mode desk`.
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig(({ mode }) => ({
  root: here(`src/${mode}`),
  plugins: [vue()],
  build: {
    target: 'es2022',
    outDir: here(`../build/web/${mode}`),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
  },
  server: { fs: { allow: [here('..')] } },
}))
