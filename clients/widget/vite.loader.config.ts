/** The loader: the one script a customer's site embeds, a single file without imports. */
import { resolve } from "node:path";
import { defineConfig } from "vite";

export default defineConfig({
  build: {
    target: "es2020",
    emptyOutDir: false,
    lib: {
      entry: resolve(import.meta.dirname, "src/loader/main.ts"),
      formats: ["iife"],
      name: "ChorusLoader",
      fileName: () => "chorus.js",
    },
  },
});
