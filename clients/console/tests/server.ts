/** The network of the tests: HTTP is faked, nothing of the console is. */
import { setupServer } from "msw/node";

export const server = setupServer();
export const ORIGIN = "http://localhost:3000";
export const at = (path: string) => `${ORIGIN}${path}`;

export function refusal(code: string, status: number) {
  return new Response(JSON.stringify({ error: { code, message: code, retryable: status >= 500 } }), {
    status,
    headers: { "Content-Type": "application/json" },
  });
}
