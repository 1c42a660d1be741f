import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

// Three files of fixed names, which the server knows; what tsc compiles beside them stays.
export default defineConfig({
  base: './',
  build: {
    outDir: fileURLToPath(new URL('../../../dist/pipeline/view/page', import.meta.url)),
    emptyOutDir: false,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      // Loads WebAssembly when it is loaded, unless nobody asks for that part of it; our policy forbids to run any.
      treeshake: { moduleSideEffects: id => !id.includes('hyparquet-compressors') },
      output: { entryFileNames: 'page.mjs', assetFileNames: 'page.[ext]' },
    },
  },
})
