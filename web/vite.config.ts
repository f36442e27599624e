import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [vue()],
  build: {
    target: 'es2022',
    outDir: '../build/web/dist',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    // One file of words for each language, not one for each table.
    rollupOptions: { output: { manualChunks: (id) => id.match(/sync\/text\/([\w-]+)\//)?.[1]?.replace(/^/, 'words-') } },
  },
  server: { fs: { allow: ['..'] } },
})
