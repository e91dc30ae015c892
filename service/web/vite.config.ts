import { defineConfig } from "vite";

// What the service sends to browsers: names by content, no address but relative ones.
export default defineConfig({
  base: "./",
  build: {
    chunkSizeWarningLimit: 700, // the library that draws networks, which comes with pages that have one
    outDir: "../static",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: ["src/main.ts", "src/routes.ts", "src/editor.ts", "style/house.css", "style/editor.css"],
    },
  },
});
