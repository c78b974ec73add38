/** Asks the page around us for a fresh token of who the customer is, one question at a time. */
import type { ToPage } from "../protocol.ts";

/** Longer than the page gives its own function. */
const ANSWER_WITHIN_MS = 12_000;

export interface Asking {
  ask: () => Promise<string | undefined>;
  /** What the page said; nothing when it has no token. */
  answer: (identityToken: string | undefined) => void;
}

export function createAsking(post: (message: ToPage) => void): Asking {
  let answer: Asking["answer"] = () => undefined;
  return {
    ask: () =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ANSWER_WITHIN_MS);
        answer = (identityToken) => {
          clearTimeout(timer);
          resolve(identityToken);
        };
        post({ type: "identity" });
      }),
    answer: (identityToken) => answer(identityToken),
  };
}
