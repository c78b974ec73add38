/** The network of the tests: HTTP is faked, nothing of the console is. */
import { setupServer } from "msw/node";
import { recordExchange, takeViolations } from "../../wire/tests/contract.ts";

export const server = setupServer();
export const ORIGIN = "http://localhost:3000";
export const at = (path: string) => `${ORIGIN}${path}`;

export function refusal(code: string, status: number) {
  return new Response(JSON.stringify({ error: { code, message: code, retryable: status >= 500 } }), {
    status,
    headers: { "Content-Type": "application/json" },
  });
}

const bodies = new Map<string, Promise<string>>();
let checks: Promise<void>[] = [];
const isJson = ({ headers }: Request | Response) =>
  headers.get("Content-Type")?.startsWith("application/json") ?? false;

server.events.on("request:start", ({ request, requestId }) => {
  if (isJson(request)) bodies.set(requestId, request.clone().text());
});
server.events.on("response:mocked", ({ request, requestId, response }) => {
  if (response.type === "error") return;
  const answer = response.clone();
  checks.push(
    (async () => {
      const [asked, answered] = [await bodies.get(requestId), isJson(answer) && (await answer.text())];
      recordExchange({
        method: request.method,
        url: request.url,
        status: answer.status,
        ...(asked && { asked: JSON.parse(asked) as unknown }),
        ...(answered && { answered: JSON.parse(answered) as unknown }),
      });
    })(),
  );
});

/** What the fakes said since the last call that the server could not have said. */
export async function violations(): Promise<string[]> {
  await Promise.all(checks);
  checks = [];
  bodies.clear();
  return takeViolations();
}
