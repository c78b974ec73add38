/** Leaves the bundles as brotli and gzip beside themselves, so that nobody compresses them at a request. */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const KINDS = new Set([".css", ".js", ".json", ".svg", ".txt"]); // pages are put right as they are sent
const MINIMUM_BYTES = 1024;

for (const dist of ["console/dist", "widget/dist"]) {
  for (const name of readdirSync(join(import.meta.dirname, dist), { recursive: true })) {
    const path = join(import.meta.dirname, dist, name);
    if (!KINDS.has(extname(path)) || statSync(path).size < MINIMUM_BYTES) continue;
    const text = readFileSync(path);
    const hint = { [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
    writeFileSync(`${path}.br`, brotliCompressSync(text, { params: hint }));
    writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
  }
}
