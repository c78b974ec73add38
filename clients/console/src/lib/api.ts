/** REST as the user who is logged in: the token is renewed before it expires, and once more when the server refuses it. */
import { ChorusApiError, createApi, type Schemas } from "@chorus/wire";
import { noteServerTime } from "./clock";
import { PREFIX } from "./prefix";
import { currentSession, isFresh, refreshSession } from "./session";

export { ChorusApiError as ApiError } from "@chorus/wire";

const common = {
  baseUrl: location.origin + PREFIX,
  onAnswer: (answer: Response, askedAt: number) =>
    noteServerTime(answer.headers.get("Date"), askedAt, Date.now()),
};

export const api = createApi({ ...common, getToken: () => accessToken(), refresh: accessToken });

/** Without a token: logging in, and renewing the token. */
export const publicApi = createApi(common);

/** A token that holds for a while and is not the refused one; null when nobody is logged in any more. */
export async function accessToken(refused: string | null = null): Promise<string | null> {
  const session = currentSession();
  if (!session) return null;
  if (isFresh(session) && session.accessToken !== refused) return session.accessToken;
  return (await refreshSession(refused, exchange))?.accessToken ?? null;
}

/** null: the refresh token does not hold either. Other failures are thrown and leave the log-in as it is. */
async function exchange(refreshToken: string): Promise<Schemas["RefreshRead"] | null> {
  try {
    return await publicApi.post("/v1/auth/refresh", { body: { refreshToken } });
  } catch (error) {
    if (error instanceof ChorusApiError && [400, 401, 403].includes(error.status)) return null;
    throw error;
  }
}
