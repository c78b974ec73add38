/** How people, pages and languages are called on the screen. */
import { describe, expect, test } from "vitest";
import { customerName } from "@/lib/customer-name";
import { languageName } from "@/lib/language-name";
import { linkOf, pageName } from "@/lib/page-name";
import { personName } from "@/lib/person-name";

describe("a customer", () => {
  test("is called by name, else by address", () => {
    expect(customerName({ id: "1", name: "Bao", email: "bao@example.test" })).toBe("Bao");
    expect(customerName({ id: "1", name: "", email: "bao@example.test" })).toBe("bao@example.test");
  });

  test("without both has a number of five digits that stays theirs", () => {
    const name = customerName({ id: "0199a3c0-5b7e", name: "", email: null });
    expect(name).toMatch(/^Customer \d{5}$/);
    expect(customerName({ id: "0199a3c0-5b7e", name: "" })).toBe(name);
    expect(customerName({ id: "0199a3c0-5b7f", name: "" })).not.toBe(name);
  });
});

test.each([
  ["Ada Lindqvist", "Ada"],
  ["  Ada  ", "Ada"],
  ["", "Agent"],
])("the colleague %j is %j where there is little room", (name, shown) => {
  expect(personName(name)).toBe(shown);
});

test.each([
  ["https://shop.test/", "shop.test"],
  ["https://shop.test/returns/how", "/returns/how"],
  ["https://shop.test/caf%C3%A9", "/café"],
  // What would hide or turn text around stays encoded.
  ["https://shop.test/a%E2%80%AEb", "/a%E2%80%AEb"],
  ["https://shop.test/a%20b", "/a%20b"],
  ["https://shop.test/%E0%A4%A", "/%E0%A4%A"],
  ["not an address", "not an address"],
])("the page %s is shown as %s", (address, shown) => {
  expect(pageName(address)).toBe(shown);
});

test.each([
  ["https://shop.test/a", "https://shop.test/a"],
  ["http://shop.test", "http://shop.test"],
  ["javascript:alert(1)", undefined],
  ["data:text/html,x", undefined],
])("the page %s links to %s", (address, link) => {
  expect(linkOf(address)).toBe(link);
});

test("a language is called by its name, and an unknown code stays a code", () => {
  expect(languageName("fr")).toBe("French");
  expect(languageName("no such code")).toBe("no such code");
});
