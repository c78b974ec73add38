import preact from "@preact/preset-vite";
import { defineProject } from "vitest/config";

export default defineProject({
  plugins: [preact()],
  test: { name: "widget", environment: "jsdom", include: ["{src,tests}/**/*.test.{ts,tsx}"] },
});
