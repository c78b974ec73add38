/** REST with the current token: refreshed early, and once more when the server says it is over. */
import { currentSession, isFresh, refreshSession, type TokenAnswer } from "./session";

export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly retryable = false,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

type Query = Record<string, string | number | boolean | null | undefined>;
interface Request {
  method?: string;
  query?: Query;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

function url(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

async function exchange(refreshToken: string): Promise<TokenAnswer | null> {
  try {
    return (await (
      await send("/v1/auth/refresh", { method: "POST", body: { refreshToken } }, null)
    ).json()) as TokenAnswer;
  } catch (error) {
    if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429)
      return null;
    throw error;
  }
}

/** A token that holds for a while, or null when nobody is logged in any more. */
export async function accessToken(refused: string | null = null): Promise<string | null> {
  const session = currentSession();
  if (!session) return null;
  if (isFresh(session) && session.accessToken !== refused) return session.accessToken;
  return (await refreshSession(refused, exchange))?.accessToken ?? null;
}

async function send(
  path: string,
  { method = "GET", query, body, signal }: Request,
  token: string | null,
): Promise<Response> {
  const headers = new Headers({ Accept: "application/json" });
  if (token) headers.set("Authorization", `Bearer ${token}`);
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers.set("Content-Type", "application/json");
  let response: Response;
  try {
    response = await fetch(new URL(url(path, query), location.origin), {
      method,
      headers,
      body: body === undefined ? null : isForm ? body : JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError("network.unreachable", "The server cannot be reached.", 0, true);
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response: Response): Promise<ApiError> {
  const answer: unknown = await response.json().catch(() => null);
  const error = (answer as { error?: Partial<ApiError> } | null)?.error;
  return new ApiError(
    error?.code ?? (response.status >= 500 ? "server.failed" : "request.invalid"),
    error?.message ?? `The server answered ${response.status}.`,
    response.status,
    error?.retryable ?? response.status >= 500,
    error?.retryAfterSeconds,
  );
}

async function authorised(path: string, request: Request): Promise<Response> {
  const token = await accessToken();
  try {
    return await send(path, request, token);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401 || !token) throw error;
    return await send(path, request, await accessToken(token));
  }
}

async function json<T>(path: string, request: Request): Promise<T> {
  const response = await authorised(path, request);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) =>
    json<T>(path, { ...(query && { query }), signal }),
  post: <T>(path: string, body?: unknown) => json<T>(path, { method: "POST", body }),
  put: <T>(path: string, body: unknown) => json<T>(path, { method: "PUT", body }),
  patch: <T>(path: string, body: unknown) => json<T>(path, { method: "PATCH", body }),
  delete: <T = void>(path: string) => json<T>(path, { method: "DELETE" }),
  blob: async (path: string) => (await authorised(path, {})).blob(),
  /** Without a token: logging in. */
  open: async <T>(path: string, body: unknown) =>
    (await send(path, { method: "POST", body }, null)).json() as Promise<T>,
};
