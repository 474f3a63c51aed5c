import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';
import { compression, defineAlgorithm } from 'vite-plugin-compression2';

/** The service that `npx vite` passes the API's requests on to. */
const API = process.env.API ?? 'http://127.0.0.1:3000';

/**
 * Sets the theme before the first pixel is drawn: a script of its own that blocks, since the content security policy allows none in the
 * page itself (docs/dashboard.md#serving).
 */
const themeFirst = () => {
  const source = new URL('apps/dashboard/src/settings/themeFirst.js', import.meta.url);
  let reference;
  return {
    name: 'theme-first',
    buildStart() {
      if (this.environment?.mode === 'build') {
        reference = this.emitFile({ type: 'asset', name: 'theme.js', source: readFileSync(source, 'utf8') });
      }
    },
    transformIndexHtml() {
      const src = reference === undefined ? '/app/src/settings/themeFirst.js' : `/app/${this.getFileName(reference)}`;
      return [{ tag: 'script', attrs: { src }, injectTo: 'head-prepend' }];
    },
  };
};

export default defineConfig({
  root: 'apps/dashboard',
  base: '/app/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [
    themeFirst(),
    compression({
      algorithms: [defineAlgorithm('gzip', { level: 9 }), 'brotliCompress'],
      threshold: 0,
      include: /\.(js|css|svg)$/,
    }),
  ],
  build: {
    outDir: '../../dist/apps/dashboard',
    emptyOutDir: true,
    assetsInlineLimit: 0, // the content security policy allows no data: addresses
    modulePreload: { polyfill: false },
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'], // they know light-dark()
    manifest: true,
    // What changes seldom is a file of its own, which browsers keep over an upgrade; what both languages share goes along, for
    // otherwise it would be one more request.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'libraries',
              test: /node_modules\/(preact|wouter-preact|regexparam|@tanstack|openapi-fetch)\/|\/texts\/counted\./,
            },
          ],
        },
      },
    },
    reportCompressedSize: false,
  },
  // Pages of the app are served under a prefix that only the server knows: chunks find each other relatively.
  experimental: {
    renderBuiltUrl: (file, { hostType }) => (hostType === 'html' ? `/app/${file}` : { relative: true }),
  },
  server: { proxy: { '/v1': API, '/admin': API } },
});
