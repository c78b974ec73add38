/** REST: the token, its renewal, and refusals as the server words them. */
import { afterEach, expect, test, vi } from "vitest";
import { ChorusApiError, createApi, ofConversation, remedyOf } from "../src/index.ts";

const answers: Response[] = [];
const asked: Request[] = [];

function api(refresh?: (refused: string) => Promise<string | null>) {
  vi.stubGlobal("fetch", (request: Request) => {
    asked.push(request);
    const answer = answers.shift();
    return answer ? Promise.resolve(answer) : Promise.reject(new TypeError("failed to fetch"));
  });
  return createApi({ baseUrl: "https://chat.test", getToken: () => "old", ...(refresh && { refresh }) });
}

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const headers = (index: number) => Object.fromEntries(asked[index]!.headers);

afterEach(() => {
  answers.length = asked.length = 0;
  vi.unstubAllGlobals();
});

test("asks with the token, and leaves empty parameters out", async () => {
  answers.push(json(200, { items: [] }));
  const query = { q: "a b", cursor: null, limit: 5 };
  expect(await api().get("/v1/search", { params: { query } })).toEqual({ items: [] });
  expect(asked[0]!.url).toBe("https://chat.test/v1/search?q=a+b&limit=5");
  expect(headers(0)).toMatchObject({ authorization: "Bearer old", accept: "application/json" });
});

test("parts of a path are escaped", async () => {
  answers.push(json(200, {}));
  await api().get("/v1/conversations/{conversation_id}", { params: ofConversation("a/b?c") });
  expect(asked[0]!.url).toBe("https://chat.test/v1/conversations/a%2Fb%3Fc");
});

test("sends JSON as JSON and a file as a form", async () => {
  answers.push(json(201, {}), json(201, {}));
  const file = new File(["abc"], "plan.txt", { type: "text/plain" });
  await api().post("/v1/conversations", { body: { inboxId: "i" } });
  await api().post("/v1/documents", { body: { file, title: "Plan" } });
  expect([await asked[0]!.text(), headers(0)["content-type"]]).toEqual([
    '{"inboxId":"i"}',
    "application/json",
  ]);
  expect(headers(1)["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
  const form = await asked[1]!.formData();
  expect([form.get("title"), (form.get("file") as File).name]).toEqual(["Plan", "plan.txt"]);
});

test("nothing comes back from an empty answer", async () => {
  answers.push(new Response(null, { status: 204 }));
  const path = { label_id: "1" };
  const answer = api().delete("/v1/labels/{label_id}", { params: { path } });
  await expect(answer).resolves.toBeUndefined();
});

test("without a source of tokens none is sent", async () => {
  answers.push(json(200, {}));
  api();
  await createApi({ baseUrl: "https://chat.test" }).post("/v1/auth/refresh", { body: { refreshToken: "r" } });
  expect(headers(0).authorization).toBeUndefined();
});

test("what outlives the page is sent so", async () => {
  answers.push(new Response(null, { status: 204 }));
  const params = ofConversation("c");
  await api().post("/v1/conversations/{conversation_id}/close", { params, keepalive: true });
  expect(asked[0]!.keepalive).toBe(true);
});

test("renews a refused token once", async () => {
  answers.push(json(401, {}), json(200, { id: 1 }));
  const refresh = vi.fn(() => Promise.resolve("new"));
  expect(await api(refresh).get("/v1/me")).toEqual({ id: 1 });
  expect(refresh).toHaveBeenCalledExactlyOnceWith("old");
  expect(headers(1).authorization).toBe("Bearer new");
});

test("a body goes a second time with the renewed token", async () => {
  answers.push(json(401, {}), json(200, {}));
  const refresh = () => Promise.resolve("new");
  await api(refresh).post("/v1/labels", { body: { name: "refund" } });
  expect(await Promise.all(asked.map((request) => request.text()))).toEqual([
    '{"name":"refund"}',
    '{"name":"refund"}',
  ]);
});

test("without a new token the refusal stands", async () => {
  answers.push(json(401, { error: { code: "auth.required", message: "Log in first.", retryable: false } }));
  const refused = api(() => Promise.resolve(null)).get("/v1/me");
  await expect(refused).rejects.toMatchObject({ code: "auth.required", status: 401, retryable: false });
});

test("a refusal is as the server words it", async () => {
  const error = {
    code: "limit.reached",
    message: "Later.",
    retryable: true,
    retryAfterSeconds: 3,
    details: { max: 5 },
  };
  answers.push(json(429, { error }));
  await expect(api().get("/v1/me")).rejects.toMatchObject({ ...error, status: 429 });
});

test.each([
  [502, "server.failed", true],
  [404, "request.invalid", false],
  [413, "request.too_large", false],
])("a %i that is not ours has a code all the same", async (status, code, retryable) => {
  answers.push(new Response("<html>", { status }));
  await expect(api().get("/v1/me")).rejects.toMatchObject({ code, retryable, status });
});

test("no answer at all may be tried again; a cancelled request is just that", async () => {
  await expect(api().get("/v1/me")).rejects.toMatchObject({
    code: "network.unreachable",
    retryable: true,
    status: 0,
  });
  const signal = AbortSignal.abort();
  await expect(api().get("/v1/me", { signal })).rejects.not.toBeInstanceOf(ChorusApiError);
});

test("what is not answered has an end, and may be tried again; an upload has longer", async () => {
  vi.useFakeTimers();
  try {
    const silent = api();
    vi.stubGlobal(
      "fetch",
      ({ signal }: Request) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        }),
    );
    const ended: unknown[] = [];
    void silent.get("/v1/me").catch((error: unknown) => ended.push(["me", remedyOf(error).retryable]));
    const file = new Blob(["abc"]);
    void silent.post("/v1/documents", { body: { file } }).catch(() => ended.push(["upload"]));
    await vi.advanceTimersByTimeAsync(29_000);
    expect(ended).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(ended).toEqual([["me", true]]);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(ended).toEqual([["me", true], ["upload"]]);
  } finally {
    vi.useRealTimers();
  }
});

test("bytes need the token too", async () => {
  answers.push(new Response("abc"));
  const path = { attachment_id: "1" };
  const bytes = await api().blob("/v1/attachments/{attachment_id}", { params: { path } });
  expect(await bytes.text()).toBe("abc");
  expect(headers(0).authorization).toBe("Bearer old");
});

test("what is no refusal of the server may be tried again", () => {
  expect(remedyOf(new TypeError("x"))).toMatchObject({ code: "network.unreachable", retryable: true });
  expect(remedyOf(null)).toMatchObject({ retryable: true });
  expect(remedyOf(new ChorusApiError({ code: "a.b" }))).toMatchObject({ code: "a.b", retryable: false });
});
