import { defineConfig } from 'vite';

// One script and one style, without a hash in their names: they are resources of the jar.
export default defineConfig({
  build: {
    outDir: '../src/main/resources/dev/fathom/report/page',
    emptyOutDir: true,
    target: 'es2022',
    cssCodeSplit: false,
    assetsInlineLimit: 100_000,
    lib: {
      entry: 'src/main.ts',
      formats: ['iife'],
      name: 'fathomPage',
      fileName: () => 'page.js',
      cssFileName: 'page',
    },
  },
});
