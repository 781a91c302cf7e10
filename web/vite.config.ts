import { defineConfig } from 'vite';

// Where each page is kept among the resources of the jar, by the mode in which it is built.
const PAGES: Record<string, { entry: string; name: string; outDir: string }> = {
  report: { entry: 'src/main.ts', name: 'fathomPage', outDir: 'dev/fathom/report/page' },
  lab: { entry: 'src/lab/main.ts', name: 'fathomLab', outDir: 'dev/fathom/lab/page' },
};

export default defineConfig(({ command, mode }) => {
  if (command !== 'build') return {};
  const page = PAGES[mode];
  if (!page) throw new Error(`there is no page ${mode}: say --mode ${Object.keys(PAGES).join(' or --mode ')}`);
  return {
    // One script and one style, without a hash in their names.
    build: {
      outDir: `../src/main/resources/${page.outDir}`,
      emptyOutDir: true,
      target: 'es2022',
      cssCodeSplit: false,
      assetsInlineLimit: 100_000,
      lib: {
        entry: page.entry,
        formats: ['iife'],
        name: page.name,
        fileName: () => 'page.js',
        cssFileName: 'page',
      },
    },
  };
});
