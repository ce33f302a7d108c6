import react from '@vitejs/plugin-react';
import { build, defineConfig } from 'vite';
import type { InlineConfig, Plugin, UserConfig } from 'vite';

const here = import.meta.dirname;

// Exactly `video.js`: its core, without the HLS engine that would weigh 130 KB and never run.
const shared = {
  plugins: [dropIconFont(), dropEngineParts()],
  resolve: { alias: [{ find: /^video\.js$/, replacement: 'video.js/core.es.js' }] },
  build: {
    target: 'es2022',
    // A strict Content-Security-Policy: no data: URLs for scripts, no inline preload helper.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
  },
} satisfies InlineConfig;

// A build is for production whoever starts it: test runners set NODE_ENV, and React would come in its slow edition.
export default defineConfig(({ command }) => {
  if (command === 'build') process.env['NODE_ENV'] = 'production';
  return pages;
});

const pages: UserConfig = {
  ...shared,
  root: here,
  plugins: [...shared.plugins, react(), buildPreview()],
  build: { ...shared.build, outDir: `${here}/../../dist/web`, emptyOutDir: true },
  server: {
    proxy: Object.fromEntries(
      // The server compares Origin with Host: a proxy that changed one of them would make every change foreign.
      ['/api', '/v'].map((path) => [
        path,
        { target: process.env['LECTERN_API'] ?? 'http://127.0.0.1:3000', changeOrigin: false },
      ]),
    ),
  },
};

/** The player draws its own icons (player/skin/icons.css); a font in a data: URL would only need a wider policy. */
function dropIconFont(): Plugin {
  return {
    name: 'lectern-drop-icon-font',
    enforce: 'pre',
    transform: {
      filter: { id: /video-js\.css$/ },
      handler: (css) => css.replaceAll(/@font-face\s*\{[^}]*\}/g, ''),
    },
  };
}

/**
 * hls.js comes with parts that a stream of Lectern never needs: DRM, advertising, choice of networks, reports to them, live
 * streams, a second player for I-frames, limits by window and dropped frames. Left out of its settings they are left out of
 * the build.
 */
function dropEngineParts(): Plugin {
  const parts = [
    ...['emeController', 'cmcdController', 'contentSteeringController', 'interstitialsController'],
    ...['latencyController', 'iframeController', 'capLevelController', 'fpsController'],
  ];
  return {
    name: 'lectern-drop-engine-parts',
    enforce: 'pre',
    transform: {
      filter: { id: /hls\.js\/dist\/hls\.mjs$/ },
      handler: (code) =>
        parts.reduce((rest, part) => {
          const setting = new RegExp(`^  ${part}: \\w+`, 'm');
          if (!setting.test(rest)) throw new Error(`hls.js has no setting ${part} any more`);
          return rest.replace(setting, `  ${part}: undefined`);
        }, code),
    },
  };
}

/** Builds the page of `lectern preview` beside the web pages: dist/preview, which stands alone. */
function buildPreview(): Plugin {
  let outDir = '';
  return {
    name: 'lectern-preview',
    apply: 'build',
    configResolved(config) {
      const { outDir: webDir } = config.build;
      outDir = `${webDir.startsWith('/') ? webDir : `${config.root}/${webDir}`}/../preview`;
    },
    async closeBundle() {
      await build({
        ...shared,
        configFile: false,
        root: `${here}/preview`,
        base: './',
        logLevel: 'warn',
        build: { ...shared.build, outDir, emptyOutDir: true },
      });
    },
  };
}
