/** Who the customer is, as the site says it. */

/** A function is asked once the chat is opened, and again whenever the chat has to begin anew. */
export type Identity = string | (() => string | Promise<string>);

const WITHIN_MS = 10_000;

/** What the site's function answers, or nothing when it fails or takes too long: a chat begins without. */
export async function ask(identity: () => string | Promise<string>): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("It took too long.")), WITHIN_MS);
  });
  try {
    const token: unknown = await Promise.race([identity(), tooLong]);
    if (typeof token === "string") return token;
    throw new TypeError("It gave no text.");
  } catch (error) {
    console.error("Chorus: the function given to identify has no token.", error);
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
