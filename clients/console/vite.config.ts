import react from "@vitejs/plugin-react";
import { resolve } from "node:path";
import { defineConfig } from "vite";

const api = process.env["CHORUS_API"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  base: "/console/",
  plugins: [react()],
  // In a script and a style relative to themselves: a proxy may serve us below a path. The page is put right as it is sent.
  experimental: {
    renderBuiltUrl: (file, { hostType }) => (hostType === "html" ? `/console/${file}` : { relative: true }),
  },
  resolve: { alias: { "@": resolve(import.meta.dirname, "src") } },
  build: { target: "es2022", manifest: true, sourcemap: true },
  server: {
    port: 5173,
    proxy: {
      "/v1": api,
      "/livechat": api,
      "/widget": api,
      "/demo": api,
      "/docs": api,
      "/openapi.json": api,
      "/ws": { target: api, ws: true },
    },
  },
});
