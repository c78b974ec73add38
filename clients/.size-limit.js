/** Budgets on what a browser really fetches: a page's entry with everything it imports, scripts and styles, gzip. */
import { readFileSync } from "node:fs";

function filesOf(pkg, entries) {
  const dist = `${pkg}/dist`;
  const manifest = JSON.parse(readFileSync(`${dist}/.vite/manifest.json`, "utf8"));
  const files = new Set();
  const seen = new Set();
  const visit = (key) => {
    const chunk = manifest[key];
    if (!chunk) throw new Error(`${pkg}: no ${key} in the manifest`);
    if (seen.has(key)) return;
    seen.add(key);
    files.add(`${dist}/${chunk.file}`);
    for (const css of chunk.css ?? []) files.add(`${dist}/${css}`);
    for (const next of chunk.imports ?? []) visit(next);
  };
  entries.forEach(visit);
  return [...files];
}

export default [
  { name: "widget loader", path: "widget/dist/chorus.js", limit: "5 KB", gzip: true },
  { name: "widget app", path: filesOf("widget", ["app.html"]), limit: "45 KB", gzip: true },
  {
    name: "console log-in",
    path: filesOf("console", ["index.html", "src/features/auth/components/log-in-page.tsx"]),
    limit: "200 KB",
    gzip: true,
  },
  {
    name: "console inbox",
    path: filesOf("console", ["index.html", "src/app/workspace.tsx"]),
    limit: "300 KB",
    gzip: true,
  },
];
