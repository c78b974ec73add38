import { expect, test } from "vitest";
import { parts } from "@/features/search/components/snippet";

const marked = (text: string, query: string) =>
  parts(text, query)
    .filter((part) => part.isMarked)
    .map((part) => part.text);

test("what the server marked is marked", () => {
  expect(marked("my <mark>order</mark> is late", "orders")).toEqual(["order"]);
});

test("without marks, the words typed are", () => {
  expect(marked("My Order is late", "order late")).toEqual(["Order", "late"]);
});

test("signs in a query are signs, not patterns", () => {
  expect(marked("costs 5.00 (net)", "5.00 (net)")).toEqual(["5.00", "(net)"]);
  expect(parts("5x00", "5.00").every((part) => !part.isMarked)).toBe(true);
});
