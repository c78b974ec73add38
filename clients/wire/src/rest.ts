/** REST typed by the OpenAPI document: a token that is renewed once, time limits, and the server's error model. */
import createClient, { type FetchOptions } from "openapi-fetch";
import type { FilterKeys, PathsWithMethod, RequiredKeysOf } from "openapi-typescript-helpers";
import { ChorusApiError, UNREACHABLE, type ErrorFields } from "./errors.ts";
import type { paths } from "./generated/openapi.ts";

export interface ApiOptions {
  /** Absolute, without a slash at the end. */
  baseUrl: string;
  /** Without it requests carry no token, such as the one that logs in. */
  getToken?: () => string | null | Promise<string | null>;
  /** Called once when a token is refused; null when there is no new one. */
  refresh?: (refused: string) => Promise<string | null>;
  /** Called with every answer, and the time when it was asked for (epoch milliseconds). */
  onAnswer?: (answer: Response, askedAt: number) => void;
}

/** Longer than the server holds a long poll; without a limit a dead connection would keep a request for minutes. */
const ANSWER_WITHIN_MS = 30_000;
const UPLOAD_WITHIN_MS = 600_000;

type Method = "get" | "post" | "put" | "patch" | "delete";
type Options<Path extends keyof paths, M extends Method> = FetchOptions<FilterKeys<paths[Path], M>>;
/** The options may be left out where none of them is required. */
type Arguments<O> = RequiredKeysOf<O> extends never ? [options?: O] : [options: O];

/** The body that a path of the OpenAPI document answers with: `AnswerOf<"/v1/me", "get">`. */
export type AnswerOf<Path extends keyof paths, M extends Method> =
  paths[Path] extends Record<M, { responses: infer Responses }>
    ? JsonOf<Responses[keyof Responses & (200 | 201 | 202 | 204)]>
    : never;
type JsonOf<Response> = Response extends { content: { "application/json": infer Body } } ? Body : undefined;

type Call<M extends Method> = <Path extends PathsWithMethod<paths, M>>(
  path: Path,
  ...options: Arguments<Options<Path, M>>
) => Promise<AnswerOf<Path, M>>;

/** Every call resolves with the body of the answer, or throws a `ChorusApiError`. */
export type Api = { [M in Method]: Call<M> } & {
  /** Bytes that need the token, such as an attachment. */
  blob: <Path extends PathsWithMethod<paths, "get">>(
    path: Path,
    ...options: Arguments<Options<Path, "get">>
  ) => Promise<Blob>;
};

/** The path parameter that most routes have. */
export const ofConversation = (id: string) => ({ path: { conversation_id: id } });

export function createApi({ baseUrl, ...options }: ApiOptions): Api {
  const client = createClient<paths>({
    baseUrl,
    headers: { Accept: "application/json" },
    fetch: createTransport(options),
    querySerializer: queryOf,
    bodySerializer: bodyOf,
  });
  // `Api` checks a call; in here one path is like any other.
  const request = client.request as unknown as (
    method: Method,
    path: string,
    options?: object,
  ) => Promise<{ data?: unknown }>;
  const call =
    (method: Method, parse: { parseAs?: "blob" } = {}) =>
    async (path: string, asked?: object) =>
      (await request(method, path, { ...asked, ...parse })).data;
  return {
    get: call("get"),
    post: call("post"),
    put: call("put"),
    patch: call("patch"),
    delete: call("delete"),
    blob: call("get", { parseAs: "blob" }),
  } as Api;
}

/** Sends with the token, a second time with a renewed one, and turns every refusal into a `ChorusApiError`. */
function createTransport({ getToken, refresh, onAnswer }: Omit<ApiOptions, "baseUrl">) {
  async function send(request: Request, token: string | null): Promise<Response> {
    const isUpload = request.headers.get("Content-Type")?.startsWith("multipart/") ?? false;
    const limited = limit(request.signal, isUpload ? UPLOAD_WITHIN_MS : ANSWER_WITHIN_MS);
    const sent = new Request(request, { signal: limited.signal });
    if (token) sent.headers.set("Authorization", `Bearer ${token}`);
    const askedAt = Date.now();
    try {
      const answer = await fetch(sent);
      onAnswer?.(answer, askedAt);
      return answer;
    } catch (error) {
      if (request.signal.aborted) throw error;
      throw new ChorusApiError({
        code: UNREACHABLE,
        message: "The server cannot be reached.",
        retryable: true,
      });
    } finally {
      limited.clear();
    }
  }

  return async (request: Request): Promise<Response> => {
    const token = (await getToken?.()) ?? null;
    // A body can be sent once.
    const second = token && refresh ? request.clone() : undefined;
    let answer = await send(request, token);
    if (answer.status === 401 && token && second) {
      const renewed = await refresh?.(token);
      if (renewed) answer = await send(second, renewed);
    }
    if (!answer.ok) throw await refusalOf(answer);
    return answer;
  };
}

/** A signal that is also given after a time, unless it is cleared; AbortSignal.any is too young for a widget. */
function limit(signal: AbortSignal, ms: number): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  const end = () => controller.abort(signal.reason);
  const timer = setTimeout(end, ms);
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}

type Parameter = string | number | boolean | null | undefined;

function queryOf(query: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query as Record<string, Parameter>)) {
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  return search.toString();
}

/** As JSON; with a file in it, as a form. */
function bodyOf(body: unknown): string | FormData {
  const fields = Object.entries((body ?? {}) as Record<string, string | Blob>);
  if (!fields.some(([, value]) => value instanceof Blob)) return JSON.stringify(body);
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}

async function refusalOf(response: Response): Promise<ChorusApiError> {
  const answer = (await response.json().catch(() => null)) as { error?: Partial<ErrorFields> } | null;
  const isOurs = typeof answer?.error?.code === "string";
  const isServersFault = response.status >= 500 || response.status === 429;
  return new ChorusApiError({
    // A proxy in front of the server refuses a body that is too large in a format of its own.
    code: isServersFault
      ? "server.failed"
      : response.status === 413
        ? "request.too_large"
        : "request.invalid",
    message: `The server answered ${response.status}.`,
    retryable: isServersFault,
    ...(isOurs && answer.error),
    status: response.status,
  });
}
