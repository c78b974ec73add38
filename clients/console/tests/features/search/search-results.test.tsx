import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { SearchResults } from "@/features/search/components/search-results";
import { customerName } from "@/lib/customer-name";
import { T0 } from "../../people.ts";
import { show } from "../../render.tsx";
import { at, server } from "../../server.ts";

test("a customer without a name has the same number in a hit as in the lists", async () => {
  const hit = {
    conversationId: "k1",
    messageId: "m1",
    customerId: "cu-7",
    customerName: "",
    position: 3,
    snippet: "my <mark>order</mark>",
    createdAt: T0,
    status: "bot",
  };
  server.use(http.get(at("/v1/search"), () => HttpResponse.json({ items: [hit], nextCursor: null })));
  show(<SearchResults hrefOf={() => "/"} />);
  await userEvent.type(screen.getByRole("searchbox"), "order");
  const shown = customerName({ id: "cu-7", name: "" });
  expect(shown).toMatch(/^Customer \d{5}$/);
  expect(await screen.findByText(shown)).toBeVisible();
});
