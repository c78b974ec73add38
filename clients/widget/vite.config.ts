/** The app: what the iframe shows, loaded on first opening. */
import preact from "@preact/preset-vite";
import { resolve } from "node:path";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/widget/",
  plugins: [preact()],
  // In a script and a style relative to themselves: a proxy may serve us below a path. The page is put right as it is sent.
  experimental: {
    renderBuiltUrl: (file, { hostType }) => (hostType === "html" ? `/widget/${file}` : { relative: true }),
  },
  build: {
    target: "es2022",
    manifest: true,
    rolldownOptions: { input: { app: resolve(import.meta.dirname, "app.html") } },
  },
  server: { port: 5174, proxy: { "/v1": "http://127.0.0.1:8000" } },
});
