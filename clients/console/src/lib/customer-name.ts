/** How a customer is called on the screen. */

interface Named {
  id: string;
  name: string;
  email?: string | null | undefined;
}

/** Their name, else their address, else a number that stays theirs: "Customer 40711". */
export function customerName({ id, name, email }: Named): string {
  return name || email || `Customer ${numberOf(id)}`;
}

/** Five digits of the id: enough to tell the rows of a screen apart, and to say aloud. */
function numberOf(id: string): string {
  let hash = 0;
  for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 100_000;
  return String(hash).padStart(5, "0");
}
