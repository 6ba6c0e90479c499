// Builds the pages into the Python package; in development, /api goes to the server named by VIGIE_SERVER.
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const SERVER = process.env["VIGIE_SERVER"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: [
      { find: "@", replacement: fileURLToPath(new URL("./src", import.meta.url)) },
      // The build without sound, subtitles and content protection: half the size, and Vigie has none of them.
      { find: /^hls\.js$/, replacement: "hls.js/light" },
    ],
  },
  build: {
    outDir: "../src/vigie/web/static",
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 900,
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/api": { target: SERVER, ws: true } } },
});
