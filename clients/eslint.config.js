/** Lint for the three packages. The boundaries are errors: app → features → ui, lib; no feature imports another. */
import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import tseslint from "typescript-eslint";

const featuresDir = resolve(import.meta.dirname, "console/src/features");
const features = existsSync(featuresDir) ? readdirSync(featuresDir) : [];

const noDeepRelative = { regex: "^\\.\\./\\.\\./", message: "Use the @/ alias instead of climbing." };

/** Read from the tree, so that a new feature is fenced the day it appears. */
const featureBoundaries = features.map((feature) => {
  const others = features.filter((name) => name !== feature).join("|");
  return {
    files: [`console/src/features/${feature}/**/*.{ts,tsx}`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            noDeepRelative,
            { regex: `^@/features/(?!${feature}/)`, message: "A feature does not import another one." },
            ...(others
              ? [{ regex: `^\\.\\./(${others})/`, message: "A feature does not import another one." }]
              : []),
            { regex: "^@/app/", message: "app imports features, never the reverse." },
          ],
        },
      ],
    },
  };
});

export default tseslint.config(
  { ignores: ["**/dist/", "**/coverage/", "**/node_modules/", "**/generated/"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ["**/*.{ts,tsx}"] })),
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ["**/*.{ts,tsx}"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "max-lines": ["error", { max: 300 }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
    },
  },
  {
    files: ["{console,widget}/**/*.tsx"],
    plugins: { "jsx-a11y": jsxA11y },
    rules: jsxA11y.flatConfigs.strict.rules,
  },
  {
    files: ["{console,widget}/**/*.{ts,tsx}"],
    plugins: { "react-hooks": reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  {
    files: ["console/src/{ui,lib}/**/*.{ts,tsx}"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [noDeepRelative, { regex: "^@/(features|app)/", message: "ui and lib know no feature." }],
        },
      ],
    },
  },
  ...featureBoundaries,
  {
    files: ["**/*.test.{ts,tsx}", "**/tests/**"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  prettier,
);
