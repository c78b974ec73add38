/** A nonce that no server has seen is good for another try: a gateway that is away costs the API nothing. */
import type { Ticket } from "./line.ts";

/** The server forgets a nonce after 30 s. */
const GOOD_FOR_MS = 20_000;

export function createTickets(openSocket: () => Promise<Ticket>) {
  let spare: { ticket: Ticket; until: number } | undefined;
  return {
    take: async (): Promise<Ticket> => {
      if (spare && Date.now() < spare.until) return spare.ticket;
      const until = Date.now() + GOOD_FOR_MS;
      const ticket = await openSocket();
      spare = { ticket, until };
      return ticket;
    },
    spent: (): void => {
      spare = undefined;
    },
  };
}
