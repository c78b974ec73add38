/** Two bundles: the app, and the loader as a single file without imports. With --watch both are made anew on a change. */
import { resolve } from "node:path";
import { build } from "vite";

const watch = process.argv.includes("--watch") ? {} : null;
for (const configFile of ["vite.config.ts", "vite.loader.config.ts"]) {
  await build({
    root: import.meta.dirname,
    configFile: resolve(import.meta.dirname, configFile),
    build: { watch },
  });
}
