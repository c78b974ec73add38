import preact from "@preact/preset-vite";
import { defineProject } from "vitest/config";

export default defineProject({
  plugins: [preact()],
  resolve: { dedupe: ["preact"] },
  test: {
    name: "widget",
    environment: "jsdom",
    setupFiles: ["tests/setup.ts"],
    include: ["{src,tests}/**/*.test.{ts,tsx}"],
    // Left to Node it would load another copy of Preact, which knows nothing of our components.
    server: { deps: { inline: ["@testing-library/preact"] } },
  },
});
