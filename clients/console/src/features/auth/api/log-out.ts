import { api } from "@/lib/api";
import { currentSession, endSession } from "@/lib/session";

/** Ends the log-in here even when the server cannot be told. */
export async function logOut(): Promise<void> {
  const session = currentSession();
  if (session) {
    const { refreshToken } = session;
    await api.post("/v1/auth/logout", { body: { refreshToken } }).catch(() => undefined);
  }
  endSession();
}
