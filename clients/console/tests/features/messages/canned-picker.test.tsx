import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { CannedPicker, fillIn, matchCanned } from "@/features/messages/components/canned-picker";
import { show } from "../../render.tsx";

const REPLIES = [
  { id: "r1", shortcut: "refund", content: "Your money is on its way." },
  { id: "r2", shortcut: "hello", content: "Hello {{customer}}, about the refund:" },
  { id: "r3", shortcut: "Reopen", content: "We open it again." },
];
const shortcuts = (query: string) => matchCanned(REPLIES, query).map((reply) => reply.shortcut);

test("shortcuts that begin so come first, then texts that have the words", () => {
  expect(shortcuts("ref")).toEqual(["refund", "hello"]);
  expect(shortcuts("RE")).toEqual(["refund", "Reopen", "hello"]);
  expect(shortcuts("")).toHaveLength(3);
  expect(shortcuts("nothing")).toEqual([]);
});

test("no more than 30 are offered", () => {
  const many = Array.from({ length: 50 }, (_, index) => ({
    id: `${index}`,
    shortcut: `s${index}`,
    content: "",
  }));
  expect(matchCanned(many, "s")).toHaveLength(30);
});

test.each([
  ["Hello {{customer}},", "Hello Bao,"],
  ["Hello {{ Customer.name }},", "Hello Bao,"],
  ["— {{agent}}", "— Ada"],
  ["{{agent_name}} and {{customer_name}}", "Ada and Bao"],
  ["{{order}} stays", "{{order}} stays"],
])("%s becomes %s", (content, text) => {
  expect(fillIn(content, { customer: "Bao", agent: "Ada" })).toBe(text);
});

test("without a name the gap closes", () => {
  expect(fillIn("Hello {{customer}}, I am {{agent}}.", { customer: "", agent: "Ada" })).toBe(
    "Hello, I am Ada.",
  );
});

test("the active one is selected, and a click picks without taking the focus away", async () => {
  const onPick = vi.fn();
  show(
    <>
      <input aria-label="Reply" />
      <CannedPicker id="picker" replies={REPLIES} active={1} onPick={onPick} />
    </>,
  );
  const field = screen.getByRole("textbox", { name: "Reply" });
  field.focus();
  expect(screen.getByRole("option", { selected: true })).toHaveTextContent("/hello");
  await userEvent.click(screen.getByRole("option", { name: /refund.*money/ }));
  expect(onPick).toHaveBeenCalledExactlyOnceWith(REPLIES[0]);
  expect(field).toHaveFocus();
});

test("a list without a match says so", () => {
  show(<CannedPicker id="picker" replies={[]} active={0} onPick={() => undefined} />);
  expect(screen.getByRole("listbox")).toHaveTextContent(/\w/);
  expect(screen.queryByRole("option")).not.toBeInTheDocument();
});
