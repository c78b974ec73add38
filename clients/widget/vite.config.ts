/** The app: what the iframe shows, loaded on first opening. */
import preact from "@preact/preset-vite";
import { resolve } from "node:path";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/widget/",
  plugins: [preact()],
  build: {
    target: "es2022",
    manifest: true,
    rolldownOptions: { input: { app: resolve(import.meta.dirname, "app.html") } },
  },
  server: { port: 5174, proxy: { "/v1": "http://127.0.0.1:8000" } },
});
