/** REST: the token, its renewal, and refusals as the server words them. */
import { afterEach, expect, test, vi } from "vitest";
import { ChorusApiError, createApi, remedyOf } from "../src/index.ts";

const answers: Response[] = [];
const asked: [string, RequestInit][] = [];

function api(refresh?: (refused: string) => Promise<string | null>) {
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    asked.push([url, init]);
    const answer = answers.shift();
    return answer ? Promise.resolve(answer) : Promise.reject(new TypeError("failed to fetch"));
  });
  return createApi({ baseUrl: "https://chat.test", getToken: () => "old", ...(refresh && { refresh }) });
}

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const headers = (index: number) => Object.fromEntries(asked[index]![1].headers as Headers);

afterEach(() => {
  answers.length = asked.length = 0;
  vi.unstubAllGlobals();
});

test("asks with the token, and leaves empty parameters out", async () => {
  answers.push(json(200, { items: [] }));
  expect(await api().get("/v1/search", { q: "a b", cursor: null, limit: 5 })).toEqual({ items: [] });
  expect(asked[0]![0]).toBe("https://chat.test/v1/search?q=a+b&limit=5");
  expect(headers(0)).toMatchObject({ authorization: "Bearer old", accept: "application/json" });
});

test("sends JSON as JSON and a form as a form", async () => {
  answers.push(json(201, {}), json(201, {}));
  const form = new FormData();
  await api().post("/v1/conversations", { inboxId: "i" });
  await api().post("/v1/attachments", form);
  expect([asked[0]![1].body, headers(0)["content-type"]]).toEqual(['{"inboxId":"i"}', "application/json"]);
  expect([asked[1]![1].body, headers(1)["content-type"]]).toEqual([form, undefined]);
});

test("nothing comes back from an empty answer", async () => {
  answers.push(new Response(null, { status: 204 }));
  const answer = await api().delete<unknown>("/v1/labels/1");
  expect(answer).toBeUndefined();
});

test("renews a refused token once", async () => {
  answers.push(json(401, {}), json(200, { id: 1 }));
  const refresh = vi.fn(() => Promise.resolve("new"));
  expect(await api(refresh).get("/v1/me")).toEqual({ id: 1 });
  expect(refresh).toHaveBeenCalledExactlyOnceWith("old");
  expect(headers(1).authorization).toBe("Bearer new");
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
  await expect(api().get("/v1/me", {}, { signal })).rejects.not.toBeInstanceOf(ChorusApiError);
});

test("what is not answered has an end, and may be tried again; an upload has longer", async () => {
  vi.useFakeTimers();
  try {
    const silent = api();
    vi.stubGlobal(
      "fetch",
      (_: string, { signal }: RequestInit) =>
        new Promise((_, reject) => {
          signal!.addEventListener("abort", () => reject(signal!.reason as Error));
        }),
    );
    const ended: unknown[] = [];
    void silent.get("/v1/me").catch((error: unknown) => ended.push(["me", remedyOf(error).retryable]));
    void silent.post("/v1/attachments", new FormData()).catch(() => ended.push(["upload"]));
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
  expect(await (await api().blob("/v1/attachments/1")).text()).toBe("abc");
});

test("what is no refusal of the server may be tried again", () => {
  expect(remedyOf(new TypeError("x"))).toMatchObject({ code: "network.unreachable", retryable: true });
  expect(remedyOf(null)).toMatchObject({ retryable: true });
  expect(remedyOf(new ChorusApiError({ code: "a.b" }))).toMatchObject({ code: "a.b", retryable: false });
});
