import { screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { labels } from "@/lib/resources";
import { enterAs } from "../stock.ts";
import { at, server } from "../server.ts";
import { show } from "../render.tsx";

const label = (name: string) => ({ id: name, name, color: "#64748b" });

test("a list is read to its end", async () => {
  server.use(
    http.get(at("/v1/labels"), ({ request }) => {
      const cursor = new URL(request.url).searchParams.get("cursor");
      return HttpResponse.json(
        cursor === "two"
          ? { items: [label("c")], nextCursor: null }
          : { items: [label("a"), label("b")], nextCursor: "two" },
      );
    }),
  );
  enterAs("admin");
  function All() {
    return (
      <p>
        {labels
          .useList()
          .data?.map((one) => one.id)
          .join(" ")}
      </p>
    );
  }
  show(<All />);
  expect(await screen.findByText("a b c")).toBeInTheDocument();
});
