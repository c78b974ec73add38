import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { LogInPage } from "@/features/auth/components/log-in-page";
import { currentSession, endSession } from "@/lib/session";
import { ADA } from "../../people.ts";
import { at, refusal, server } from "../../server.ts";
import { show } from "../../render.tsx";

beforeEach(() => endSession());

async function logIn() {
  show(<LogInPage />);
  await userEvent.type(screen.getByLabelText("E-mail"), "ada@acme.test");
  await userEvent.type(screen.getByLabelText("Password"), "correct horse{Enter}");
}

test("the right password logs in", async () => {
  server.use(
    http.post(at("/v1/auth/login"), () =>
      HttpResponse.json({ accessToken: "t", expiresIn: 900, refreshToken: "r", user: ADA }),
    ),
  );
  await logIn();
  await vi.waitFor(() => expect(currentSession()?.user.name).toBe("Ada Lindqvist"));
});

test("a wrong one is told in words, not in codes", async () => {
  server.use(http.post(at("/v1/auth/login"), () => refusal("auth.bad_credentials", 401)));
  await logIn();
  expect(await screen.findByRole("alert")).toHaveTextContent("Incorrect e-mail or password");
  expect(currentSession()).toBeNull();
});

test("a server out of reach is told", async () => {
  server.use(http.post(at("/v1/auth/login"), () => HttpResponse.error()));
  await logIn();
  expect(await screen.findByRole("alert")).toHaveTextContent("can't be reached");
});
