/** REST with a token that renews itself once, and the server's error model. */
import { ChorusApiError, UNREACHABLE, type ErrorFields } from "./errors.ts";
import type { paths } from "./generated/openapi.ts";

export interface ApiOptions {
  /** Without a slash at the end; "" is the page's own origin. */
  baseUrl: string;
  getToken: () => string | null | Promise<string | null>;
  /** Called once when a token is refused; null when there is no new one. */
  refresh?: (refused: string) => Promise<string | null>;
  /** Told of every answer, with the moment that it was asked for (epoch milliseconds). */
  onAnswer?: (answer: Response, askedAt: number) => void;
}

/** Longer than the server holds a long poll; a line that died without a word would keep a request for minutes. */
const ANSWER_WITHIN_MS = 30_000;
const UPLOAD_WITHIN_MS = 600_000;

export type Query = Record<string, string | number | boolean | null | undefined>;
type Method = "get" | "post" | "put" | "patch" | "delete";
export interface RequestOptions {
  query?: Query;
  /** An object goes as JSON, a FormData as it is. */
  body?: unknown;
  signal?: AbortSignal;
  /** Without a token, such as logging in. */
  isOpen?: boolean;
  /** Goes on when the page goes away. */
  keepalive?: boolean;
}

/** What a path of the OpenAPI document answers with: `AnswerOf<"/v1/me", "get">`. */
export type AnswerOf<Path extends keyof paths, M extends Method> =
  paths[Path] extends Record<M, { responses: infer Responses }>
    ? JsonOf<Responses[keyof Responses & (200 | 201 | 202)]>
    : never;
type JsonOf<Response> = Response extends { content: { "application/json": infer Body } } ? Body : undefined;

export type Api = ReturnType<typeof createApi>;

export function createApi({ baseUrl, getToken, refresh, onAnswer }: ApiOptions) {
  async function once(method: Method, path: string, options: RequestOptions, token: string | null) {
    const { query, body, signal } = options;
    const headers = new Headers({ Accept: "application/json" });
    if (token) headers.set("Authorization", `Bearer ${token}`);
    const isForm = body instanceof FormData;
    if (body !== undefined && !isForm) headers.set("Content-Type", "application/json");
    const limited = limit(signal, isForm ? UPLOAD_WITHIN_MS : ANSWER_WITHIN_MS);
    const init = {
      method: method.toUpperCase(),
      headers,
      body: body === undefined ? null : isForm ? body : JSON.stringify(body),
      signal: limited.signal,
      keepalive: options.keepalive ?? false,
    };
    const askedAt = Date.now();
    try {
      const answer = await fetch(baseUrl + withQuery(path, query), init);
      onAnswer?.(answer, askedAt);
      return answer;
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ChorusApiError({
        code: UNREACHABLE,
        message: "The server cannot be reached.",
        retryable: true,
      });
    } finally {
      limited.clear();
    }
  }

  async function ask(method: Method, path: string, options: RequestOptions = {}): Promise<Response> {
    const token = options.isOpen ? null : await getToken();
    let response = await once(method, path, options, token);
    if (response.status === 401 && token && refresh) {
      const renewed = await refresh(token);
      if (renewed) response = await once(method, path, options, renewed);
    }
    if (!response.ok) throw await refusalOf(response);
    return response;
  }

  async function json<T>(method: Method, path: string, options?: RequestOptions): Promise<T> {
    const response = await ask(method, path, options);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  return {
    get: <T>(path: string, query?: Query, options?: RequestOptions) =>
      json<T>("get", path, { ...options, ...(query && { query }) }),
    post: <T>(path: string, body?: unknown, options?: RequestOptions) =>
      json<T>("post", path, { ...options, body }),
    put: <T>(path: string, body: unknown, options?: RequestOptions) =>
      json<T>("put", path, { ...options, body }),
    patch: <T>(path: string, body: unknown, options?: RequestOptions) =>
      json<T>("patch", path, { ...options, body }),
    delete: <T = undefined>(path: string, options?: RequestOptions) => json<T>("delete", path, options),
    /** Bytes that need the token, such as an attachment. */
    blob: async (path: string, options?: RequestOptions) => (await ask("get", path, options)).blob(),
  };
}

/** A signal that is given after a time too, unless it is cleared before; AbortSignal.any is too young for a widget. */
function limit(signal: AbortSignal | undefined, ms: number): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  const end = () => controller.abort(signal?.reason);
  const timer = setTimeout(end, ms);
  if (signal?.aborted) end();
  signal?.addEventListener("abort", end, { once: true });
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}

function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

async function refusalOf(response: Response): Promise<ChorusApiError> {
  const answer = (await response.json().catch(() => null)) as { error?: Partial<ErrorFields> } | null;
  const isOurs = typeof answer?.error?.code === "string";
  const isServersFault = response.status >= 500 || response.status === 429;
  return new ChorusApiError({
    // A proxy before us that finds a body too large answers in words of its own.
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
