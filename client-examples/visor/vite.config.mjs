import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page asks for everything relative to where it is, so that it also works below a path of a proxy. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../../dist/visor', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // Its policy allows nothing inline, pictures neither as scripts nor as styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // npm run bench:visor measures what goes over the wire.
    chunkSizeWarningLimit: 800,
  },
  server: { proxy: { '/graphql': { target: 'http://127.0.0.1:4000', ws: true } } },
});
