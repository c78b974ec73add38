/**
 * Who is logged in, shared by all tabs of a browser.
 *
 * Refresh tokens rotate and a second use of one ends the log-in, so tabs take turns under one lock and read the newest
 * token once they hold it.
 */
import { inTurn, local, type Me, type Schemas } from "@chorus/wire";
import { useSyncExternalStore } from "react";

export interface Session {
  accessToken: string;
  refreshToken: string;
  /** Epoch milliseconds. */
  expiresAt: number;
  user: Me;
}

/** Of a log-in, or of a refresh, which does not say again whose it is. */
type Tokens = Schemas["RefreshRead"] & Partial<Pick<Schemas["LoginRead"], "user">>;

const KEY = "chorus.session";
const LOCK = "chorus.refresh";
/** Longer than a request can take: whoever still holds the lock then is a tab that the browser froze. */
const LOCK_WITHIN_MS = 60_000;
const EARLY_MS = 30_000;
const listeners = new Set<() => void>();
let raw: string | null = local.get(KEY);
let session: Session | null = parse(raw);

function parse(text: string | null): Session | null {
  try {
    return text ? (JSON.parse(text) as Session) : null;
  } catch {
    return null;
  }
}

function reload(): void {
  const next = local.get(KEY);
  if (next === raw) return;
  raw = next;
  session = parse(next);
  listeners.forEach((listener) => listener());
}

window.addEventListener("storage", (event) => {
  if (event.key === KEY || event.key === null) reload();
});

export function currentSession(): Session | null {
  return session;
}

export function storeTokens(answer: Tokens): void {
  const user = answer.user ?? session?.user;
  if (!user) throw new Error("tokens without a user");
  const next: Session = {
    accessToken: answer.accessToken,
    refreshToken: answer.refreshToken,
    expiresAt: Date.now() + answer.expiresIn * 1000,
    user,
  };
  local.set(KEY, JSON.stringify(next));
  reload();
}

export function updateUser(change: Partial<Me>): void {
  if (!session) return;
  local.set(KEY, JSON.stringify({ ...session, user: { ...session.user, ...change } }));
  reload();
}

export function endSession(): void {
  local.set(KEY, null);
  reload();
}

export const isFresh = (current: Session) => current.expiresAt - EARLY_MS > Date.now();

/** One refresh at a time over all tabs; whoever comes second finds the fresh token and asks nobody. */
export async function refreshSession(
  refused: string | null,
  exchange: (refreshToken: string) => Promise<Tokens | null>,
): Promise<Session | null> {
  return locked(async () => {
    reload();
    if (!session) return null;
    if (isFresh(session) && session.accessToken !== refused) return session;
    const answer = await exchange(session.refreshToken);
    if (answer) storeTokens(answer);
    else endSession();
    return session;
  });
}

/** Within the tab first: Web Locks need a secure context and storage that is not blocked. */
async function locked<T>(work: () => Promise<T>): Promise<T> {
  const mine = () => inTurn(LOCK, LOCK_WITHIN_MS, work);
  const turn = waiting.then(mine, mine);
  waiting = turn.catch(() => undefined);
  return turn;
}
let waiting: Promise<unknown> = Promise.resolve();

export function useSession(): Session | null {
  return useSyncExternalStore(subscribe, currentSession);
}

/** The user, on pages that only a logged-in user reaches. */
export function useMe(): Me {
  const current = useSession();
  if (!current) throw new Error("nobody is logged in");
  return current.user;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
