import { svelte } from '@sveltejs/vite-plugin-svelte';

/** One classic script and one style sheet under fixed names; the same sources give the same bytes everywhere. */
export default {
  root: import.meta.dirname,
  base: './',
  publicDir: false,
  // The class names depend on the style alone: by default they hash a path relative to the working directory.
  plugins: [svelte({ compilerOptions: { cssHash: ({ hash, css }) => 'svelte-' + hash(css) } })],
  build: {
    outDir: '../src/smartspec/web/dist',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    cssCodeSplit: false,
    modulePreload: false,
    assetsInlineLimit: Infinity,
    reportCompressedSize: false,
    rolldownOptions: {
      input: 'src/main.ts',
      output: {
        format: 'iife',
        name: 'smartspec',
        codeSplitting: false,
        entryFileNames: 'app.js',
        assetFileNames: 'app.[ext]',
      },
    },
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
};
