/** Asks the page around us, one question at a time. */
export interface Asking {
  ask: () => Promise<string | undefined>;
  /** What the page said; nothing when it has no answer. */
  answer: (text: string | undefined) => void;
}

/** Without an answer in time, as from a page whose loader is older than this, there is none. */
export function createAsking(post: () => void, withinMs: number): Asking {
  let answer: Asking["answer"] = () => undefined;
  return {
    ask: () =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        answer = (text) => {
          clearTimeout(timer);
          resolve(text);
        };
        post();
      }),
    answer: (text) => answer(text),
  };
}
