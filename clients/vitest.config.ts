import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    passWithNoTests: true,
    coverage: {
      provider: "v8",
      include: ["{wire,console,widget}/src/**/*.{ts,tsx}"],
      exclude: ["**/*.test.*", "**/generated/**", "**/main.tsx"],
      reporter: ["text-summary", "json-summary"],
      thresholds: { lines: 80, statements: 80 },
    },
    projects: [
      {
        test: {
          name: "wire",
          environment: "node",
          include: ["wire/{src,tests}/**/*.test.ts"],
        },
      },
      "widget/vitest.config.ts",
      "console/vitest.config.ts",
    ],
  },
});
