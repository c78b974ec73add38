/** Reads contracts/openapi.json as both clients use it: to generate types, and to check the fakes of tests against it. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const FILE = resolve(import.meta.dirname, "../../contracts/openapi.json");
const REFERENCE = /#\/components\/schemas\/([^"]+)/g;

/**
 * Returns the document with the direction of each schema made explicit. In an answer the server writes every field, also
 * those with a default; only errors leave fields out. A request may omit what has a default. A schema used both ways
 * is declared twice: `X` in answers, `XInput` in requests.
 */
export function openApiDocument() {
  const document = JSON.parse(readFileSync(FILE, "utf8"));
  const { schemas } = document.components;
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  const requested = reach(
    operations.map((one) => one.requestBody),
    schemas,
  );
  const answered = reach(
    operations.map((one) => one.responses),
    schemas,
  );
  const isBoth = (name) =>
    requested.has(name) && answered.has(name) && schemas[name].properties !== undefined;
  const twice = new Set([...requested].filter(isBoth));
  const toInput = (node) =>
    JSON.parse(
      JSON.stringify(node).replace(REFERENCE, (found, name) => (twice.has(name) ? `${found}Input` : found)),
    );
  for (const name of requested) {
    if (twice.has(name)) schemas[`${name}Input`] = { ...toInput(schemas[name]), title: `${name}Input` };
    else schemas[name] = toInput(schemas[name]);
  }
  for (const one of operations) if (one.requestBody) one.requestBody = toInput(one.requestBody);
  for (const name of answered) {
    const schema = schemas[name];
    if (schema.properties && !/Error|Refusal/.test(name)) schema.required = Object.keys(schema.properties);
  }
  return document;
}

/** The names of all schemas that `node` refers to, by however many steps. */
function reach(node, schemas, found = new Set()) {
  for (const [, name] of JSON.stringify(node ?? null).matchAll(REFERENCE)) {
    if (found.has(name)) continue;
    found.add(name);
    reach(schemas[name], schemas, found);
  }
  return found;
}
