/** Keeps a nonce until a gateway has seen it: connection attempts to an unreachable gateway cost the API nothing. */
import type { SocketAccess } from "./line.ts";

/** The server forgets a nonce after 30 s. */
const GOOD_FOR_MS = 20_000;

export function createNonceCache(openSocket: () => Promise<SocketAccess>) {
  let spare: { access: SocketAccess; until: number } | undefined;
  return {
    take: async (): Promise<SocketAccess> => {
      if (spare && Date.now() < spare.until) return spare.access;
      const until = Date.now() + GOOD_FOR_MS;
      const access = await openSocket();
      spare = { access, until };
      return access;
    },
    spent: (): void => {
      spare = undefined;
    },
  };
}
