import { screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { createResource } from "@/lib/resource";
import { enterAs } from "../stock.ts";
import { at, server } from "../server.ts";
import { show } from "../render.tsx";

test("a list is read to its end", async () => {
  const things = createResource<{ id: string }, object>("things");
  server.use(
    http.get(at("/v1/things"), ({ request }) => {
      const cursor = new URL(request.url).searchParams.get("cursor");
      return HttpResponse.json(
        cursor === "two"
          ? { items: [{ id: "c" }], nextCursor: null }
          : { items: [{ id: "a" }, { id: "b" }], nextCursor: "two" },
      );
    }),
  );
  enterAs("admin");
  function All() {
    return (
      <p>
        {things
          .useList()
          .data?.map((one) => one.id)
          .join(" ")}
      </p>
    );
  }
  show(<All />);
  expect(await screen.findByText("a b c")).toBeInTheDocument();
});
