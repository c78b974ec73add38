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
        { field: "settings.escalationRules.0.pattern", constraint: "regex", reason: "(…)" },
        { field: "name", constraint: "maxLength", limit: 100, reason: "(…)" },
      ],
    },
  });
  expect(refusedBy(invalid, ["name", "pattern"]).fields).toEqual({
    pattern: "This isn't a valid RE2 pattern.",
    name: "Use at most 100 characters.",
  });
});

test.each([
  ["required", undefined, "Required"],
  ["minItems", 1, "Choose at least 1."],
  ["maximum", 3600, "Enter 3600 or less."],
  ["email", undefined, "Enter a valid e-mail address."],
  ["a rule of a newer server", undefined, "This value isn't valid."],
])(
  "a field that breaks %s is told by the constraint, not by the server's words",
  (constraint, limit, text) => {
    const fields = [{ field: "a", constraint, limit, reason: "at most 7 characters, an email of an origin" }];
    const invalid = new ApiError({ code: "request.invalid", status: 422, details: { fields } });
    expect(refusedBy(invalid, ["a"]).fields).toEqual({ a: text });
  },
);

test("no error is no problem", () => {
  expect(refusedBy(null, ["name"])).toEqual({ fields: {}, rest: null });
});
