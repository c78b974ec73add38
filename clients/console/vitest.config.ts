import react from "@vitejs/plugin-react";
import { resolve } from "node:path";
import { defineProject } from "vitest/config";

export default defineProject({
  plugins: [react()],
  resolve: { alias: { "@": resolve(import.meta.dirname, "src") } },
  test: {
    name: "console",
    environment: "jsdom",
    // Patience, not a measure: a busy machine makes a test slow, not wrong.
    testTimeout: 30_000,
    expect: { poll: { timeout: 15_000 } },
    setupFiles: ["tests/setup.ts"],
    include: ["{src,tests}/**/*.test.{ts,tsx}"],
  },
});
