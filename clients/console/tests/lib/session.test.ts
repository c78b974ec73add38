import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { accessToken, api, ApiError } from "@/lib/api";
import { currentSession, endSession, storeTokens } from "@/lib/session";
import { ADA, ME } from "../people.ts";
import { at, refusal, server } from "../server.ts";

beforeEach(() => endSession());

const logIn = (expiresIn: number) =>
  storeTokens({ accessToken: "old", expiresIn, refreshToken: "r1", user: ADA });

function renewing() {
  const used: string[] = [];
  server.use(
    http.post(at("/v1/auth/refresh"), async ({ request }) => {
      const { refreshToken } = (await request.json()) as { refreshToken: string };
      used.push(refreshToken);
      return HttpResponse.json({ accessToken: "new", expiresIn: 900, refreshToken: "r2" });
    }),
  );
  return used;
}

test("a token about to end is renewed once, however many ask", async () => {
  logIn(5);
  const used = renewing();
  expect(await Promise.all([accessToken(), accessToken(), accessToken()])).toEqual(["new", "new", "new"]);
  expect(used).toEqual(["r1"]);
  expect(currentSession()).toMatchObject({ refreshToken: "r2", user: ADA });
});

test("a refused token is renewed and the request sent again", async () => {
  logIn(900);
  renewing();
  server.use(
    http.get(at("/v1/me"), ({ request }) =>
      request.headers.get("Authorization") === "Bearer new"
        ? HttpResponse.json(ME)
        : refusal("auth.required", 401),
    ),
  );
  expect(await api.get("/v1/me")).toEqual(ME);
});

test("a refused refresh token ends the log-in", async () => {
  logIn(5);
  server.use(http.post(at("/v1/auth/refresh"), () => refusal("auth.refresh_reused", 401)));
  expect(await accessToken()).toBeNull();
  expect(currentSession()).toBeNull();
});

test("a server that is away ends no log-in", async () => {
  logIn(5);
  server.use(http.post(at("/v1/auth/refresh"), () => refusal("server.unavailable", 503)));
  await expect(accessToken()).rejects.toBeInstanceOf(ApiError);
  expect(currentSession()?.refreshToken).toBe("r1");
});
