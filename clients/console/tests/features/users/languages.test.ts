import { expect, test } from "vitest";
import { LANGUAGES_PATTERN, languagesOf } from "@/features/users/components/languages";

const isRead = (typed: string) => new RegExp(`^(?:${LANGUAGES_PATTERN})$`, "v").test(typed);

test.each(["", "en", "en, fr", "EN fr;pt-br,"])("%j is read", (typed) => {
  expect(isRead(typed)).toBe(true);
});

test.each(["english", "e", "en,,x"])("%j is not", (typed) => {
  expect(isRead(typed)).toBe(false);
});

test("languages are spelt as the server does, each once", () => {
  expect(languagesOf("EN, fr pt-br; en")).toEqual(["en", "fr", "pt-BR"]);
});
