import react from "@vitejs/plugin-react";
import { resolve } from "node:path";
import { defineProject } from "vitest/config";

export default defineProject({
  plugins: [react()],
  resolve: { alias: { "@": resolve(import.meta.dirname, "src") } },
  test: {
    name: "console",
    environment: "jsdom",
    setupFiles: ["tests/setup.ts"],
    include: ["{src,tests}/**/*.test.{ts,tsx}"],
  },
});
