/** REST as the user who is logged in: the token is renewed early, and once more when the server says that it is over. */
import { ChorusApiError, createApi } from "@chorus/wire";
import { noteServerTime } from "./clock";
import { PREFIX } from "./prefix";
import { currentSession, isFresh, refreshSession, type TokenAnswer } from "./session";

export { ChorusApiError as ApiError } from "@chorus/wire";

export const api = createApi({
  baseUrl: PREFIX,
  getToken: () => accessToken(),
  refresh: accessToken,
  onAnswer: (answer, askedAt) => noteServerTime(answer.headers.get("Date"), askedAt, Date.now()),
});

/** A token that holds for a while and is not the refused one; null when nobody is logged in any more. */
export async function accessToken(refused: string | null = null): Promise<string | null> {
  const session = currentSession();
  if (!session) return null;
  if (isFresh(session) && session.accessToken !== refused) return session.accessToken;
  return (await refreshSession(refused, exchange))?.accessToken ?? null;
}

/** null: the refresh token does not hold either. Other failures are thrown and leave the log-in as it is. */
async function exchange(refreshToken: string): Promise<TokenAnswer | null> {
  try {
    return await api.post<TokenAnswer>("/v1/auth/refresh", { refreshToken }, { isOpen: true });
  } catch (error) {
    if (error instanceof ChorusApiError && [400, 401, 403].includes(error.status)) return null;
    throw error;
  }
}
