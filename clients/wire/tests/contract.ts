/** Holds the fakes of tests to the OpenAPI document: what the server could not be asked, or answer, is a violation. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { openApiDocument, type Operation } from "../openapi-document.mjs";

export interface Exchange {
  method: string;
  url: string;
  /** undefined: none, or one that is not JSON. */
  asked?: unknown;
  status: number;
  /** undefined: none, or one that is not JSON. */
  answered?: unknown;
}

const violations: string[] = [];

/** Checks one request and its answer. What is wrong waits for `takeViolations`, because clients handle thrown errors. */
export function recordExchange(exchange: Exchange): void {
  violations.push(...violationsOf(exchange));
}

/** What was found since the last call, each once. */
export const takeViolations = (): string[] => [...new Set(violations.splice(0))];

const document = openApiDocument();
// Ids in tests are readable names, so formats such as uuid are not checked.
const options = { strict: false, validateFormats: false, logger: false as const };
const ajv = new Ajv2020(options);
const ajvOfTexts = new Ajv2020({ ...options, coerceTypes: true });
for (const validator of [ajv, ajvOfTexts]) validator.addSchema(document, "openapi");

interface Found {
  template: string;
  method: string;
  operation: Operation;
}

export function violationsOf({ method, url, asked, status, answered }: Exchange): string[] {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const found = operationOf(method.toLowerCase(), pathname);
  if (!found) return [`${method} ${pathname} is not in the OpenAPI document`];
  const name = `${method} ${found.template}`;
  return [
    ...queryOf(found, searchParams).map((text) => `${name}: ${text}`),
    ...requestOf(found, asked).map((text) => `${name} was asked: ${text}`),
    ...answerOf(found, status, answered).map((text) => `${name} answered ${status}: ${text}`),
  ];
}

const templates = Object.keys(document.paths)
  .map((template) => ({ template, pattern: new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`) }))
  // A literal path comes before one with a parameter in its place.
  .toSorted((a, b) => a.template.split("{").length - b.template.split("{").length);

function operationOf(method: string, pathname: string): Found | undefined {
  for (const { template, pattern } of templates) {
    const operation = document.paths[template]?.[method];
    if (operation && pattern.test(pathname)) return { template, method, operation };
  }
  return undefined;
}

function queryOf({ template, method, operation }: Found, query: URLSearchParams): string[] {
  const known = (operation.parameters ?? []).map((one, index) => ({ ...one, index }));
  const inQuery = known.filter((one) => one.in === "query");
  const unknown = [...query.keys()].filter((name) => !inQuery.some((one) => one.name === name));
  const missing = inQuery.filter((one) => one.required && !query.has(one.name));
  const wrong = inQuery.filter(({ name, index }) => {
    const path = ["paths", template, method, "parameters", String(index), "schema"];
    return query.has(name) && errorsOf(ajvOfTexts, path, query.get(name)).length > 0;
  });
  return [
    ...unknown.map((name) => `has no parameter ${name}`),
    ...missing.map(({ name }) => `needs the parameter ${name}`),
    ...wrong.map(({ name }) => `${name}=${query.get(name)} is refused`),
  ];
}

function requestOf({ template, method, operation }: Found, asked: unknown): string[] {
  const { requestBody } = operation;
  if (asked === undefined) return [];
  if (!requestBody) return ["takes no body"];
  if (!requestBody.content?.["application/json"]) return ["takes no JSON"];
  return errorsOf(
    ajv,
    ["paths", template, method, "requestBody", "content", "application/json", "schema"],
    asked,
  );
}

function answerOf({ template, method, operation }: Found, status: number, answered: unknown): string[] {
  const isFault = status >= 500;
  if (!isFault && !operation.responses[status]) return ["is no documented status"];
  const content = operation.responses[status]?.content;
  // What is refused in another format was refused by a proxy in front of the server.
  if (answered === undefined) {
    const isJson = status < 300 && content?.["application/json"] !== undefined;
    return isJson ? ["lacks its body"] : [];
  }
  if (isFault && !content) return errorsOf(ajv, ["components", "schemas", "ErrorRead"], answered);
  if (!content?.["application/json"]) return ["has no body"];
  const path = ["responses", String(status), "content", "application/json", "schema"];
  return errorsOf(ajv, ["paths", template, method, ...path], answered);
}

function errorsOf(validator: Ajv2020, path: string[], value: unknown): string[] {
  const pointer = path.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")));
  const validate = validator.getSchema(`openapi#/${pointer.join("/")}`);
  if (!validate) throw new Error(`no schema at ${path.join(" ")}`);
  // Coercion writes into what holds the value.
  if (validate(structuredClone(value))) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const detail = "additionalProperty" in params ? ` (${String(params["additionalProperty"])})` : "";
    return `${instancePath || "the body"} ${message ?? "is refused"}${detail}`;
  });
}
