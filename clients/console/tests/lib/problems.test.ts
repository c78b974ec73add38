import { expect, test } from "vitest";
import { ApiError } from "@/lib/api";
import { problemsIn, refusedBy } from "@/lib/problems";

function form(html: string): HTMLFormElement {
  const element = document.createElement("form");
  element.innerHTML = html;
  return element;
}

test.each([
  ['<input name="a" required value="  ">', "Required"],
  ['<input name="a" type="email" value="nobody">', "Enter a valid e-mail address."],
  ['<input name="a" minlength="10" value="short">', "Use at least 10 characters."],
  ['<input name="a" pattern="[a-z]+" title="Small letters." value="A1">', "Small letters."],
])("%s is told as %s", (html, text) => {
  expect(problemsIn(form(html))).toEqual({ a: text });
});

test("what may be empty and is, is no problem", () => {
  expect(problemsIn(form('<input name="a" minlength="10"><input name="b" type="email">'))).toEqual({});
});

test("a code is told at the field that it is about", () => {
  const taken = new ApiError({ code: "user.email_taken", status: 409 });
  expect(refusedBy(taken, ["name", "email"])).toEqual({
    fields: { email: "Another user already has this e-mail." },
    rest: null,
  });
});

test("a code about no field of this form is told above it", () => {
  const last = new ApiError({ code: "user.last_admin", status: 409 });
  expect(refusedBy(last, ["name"]).rest).toMatch(/last administrator/);
});

test("broken rules are told at their fields, however deep those lie", () => {
  const invalid = new ApiError({
    code: "request.invalid",
    status: 422,
    details: {
      fields: [
        { field: "settings.escalationRules.0.pattern", reason: "Value error, not a pattern of RE2" },
        { field: "name", reason: "String should have at most 100 characters" },
      ],
    },
  });
  expect(refusedBy(invalid, ["name", "pattern"]).fields).toEqual({
    pattern: "This isn't a valid RE2 pattern.",
    name: "Use at most 100 characters.",
  });
});

test("no error is no problem", () => {
  expect(refusedBy(null, ["name"])).toEqual({ fields: {}, rest: null });
});
