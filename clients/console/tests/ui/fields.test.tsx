/** The parts of a form: what they tell a screen reader, what they keep, what they refuse. */
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import { ApiError } from "@/lib/api";
import { Check, Choices } from "@/ui/choices";
import { Select, TextArea, TextField } from "@/ui/field";
import { Form, type FormReader } from "@/ui/form";
import { FormCard } from "@/ui/form-card";
import { FormDialog } from "@/ui/form-dialog";
import { PasswordField } from "@/ui/password-field";
import { show } from "../render.tsx";

describe("a field", () => {
  test("is named by its label and described by its hint, or by what is wrong with it", () => {
    const shown = show(<TextField label="Name" hint="Agents see it." />);
    const field = screen.getByRole("textbox", { name: "Name" });
    expect(field).toHaveAccessibleDescription("Agents see it.");
    expect(field).not.toHaveAttribute("aria-invalid");
    shown.unmount();
    show(<TextField label="Name" hint="Agents see it." error="Required" />);
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveAccessibleDescription("Required");
    expect(screen.getByRole("textbox", { name: "Name" })).toBeInvalid();
    expect(screen.getByRole("alert")).toHaveTextContent("Required");
  });

  test.each([
    ["text", "auto"],
    ["search", "auto"],
    ["email", null],
    ["number", null],
  ])("of type %s has the direction %s", (type, direction) => {
    show(<TextField label="A" type={type} />);
    expect(screen.getByLabelText("A").getAttribute("dir")).toBe(direction);
  });

  test("a bare one still has its name", () => {
    show(<TextArea label="Note" bare />);
    expect(screen.getByRole("textbox", { name: "Note" })).toHaveAttribute("dir", "auto");
  });

  test("in a form its bound does not cut what is pasted", () => {
    const shown = show(<TextField label="A" name="a" maxLength={3} />);
    expect(screen.getByLabelText("A")).not.toHaveAttribute("maxlength");
    shown.unmount();
    show(<TextField label="A" maxLength={3} />);
    expect(screen.getByLabelText("A")).toHaveAttribute("maxlength", "3");
  });

  test("a password is hidden until somebody asks to see it", async () => {
    show(<PasswordField label="Password" defaultValue="s3cret" />);
    const field = screen.getByLabelText("Password");
    expect(field).toHaveAttribute("type", "password");
    await userEvent.click(screen.getByRole("button", { name: "Show password", pressed: false }));
    expect(field).toHaveAttribute("type", "text");
    await userEvent.click(screen.getByRole("button", { name: "Hide password", pressed: true }));
    expect(field).toHaveAttribute("type", "password");
  });
});

describe("choices", () => {
  const options = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ value: `v${index}`, label: `Choice ${index}` }));

  function choices(count: number, chosen: string[] = []) {
    const submitted: string[][] = [];
    show(
      <Form error={null} onSubmit={({ all }) => void submitted.push(all("tags"))}>
        <Choices legend="Tags" name="tags" options={options(count)} chosen={chosen} nothing="No tag yet" />
        <button type="submit">Save</button>
      </Form>,
    );
    return { submitted, save: () => userEvent.click(screen.getByRole("button", { name: "Save" })) };
  }

  test("several of several are sent", async () => {
    const { submitted, save } = choices(3, ["v1"]);
    await userEvent.click(screen.getByRole("checkbox", { name: "Choice 2" }));
    await save();
    expect(submitted).toEqual([["v1", "v2"]]);
  });

  test("many are searched, and what the search hides stays chosen", async () => {
    const { submitted, save } = choices(9, ["v1"]);
    await userEvent.type(screen.getByRole("searchbox"), "choice 7{Enter}");
    expect(submitted).toEqual([]);
    expect(screen.getAllByRole("checkbox")).toHaveLength(1);
    await userEvent.click(screen.getByRole("checkbox", { name: "Choice 7" }));
    await save();
    expect(submitted).toEqual([["v1", "v7"]]);
  });

  test("a few need no search, and none is said", () => {
    choices(0);
    expect(screen.queryByRole("searchbox")).not.toBeInTheDocument();
    expect(within(screen.getByRole("group", { name: "Tags" })).getByText("No tag yet")).toBeInTheDocument();
  });

  test("a check is described by its hint", () => {
    show(<Check label="Keep it" hint="For a day." />);
    expect(screen.getByRole("checkbox", { name: "Keep it" })).toHaveAccessibleDescription("For a day.");
  });
});

describe("a form", () => {
  function form(error: unknown = null) {
    const onSubmit = vi.fn<(read: FormReader) => void>();
    const body = (now: unknown) => (
      <Form error={now} onSubmit={onSubmit}>
        <TextField label="Name" name="name" required maxLength={5} />
        <TextField label="E-mail" name="email" type="email" />
        <Select label="Role" name="role" defaultValue="agent">
          <option value="agent">Agent</option>
          <option value="admin">Admin</option>
        </Select>
        <Check label="Tell them" name="tells" />
        <button type="submit">Save</button>
      </Form>
    );
    const shown = show(body(error));
    return { ...shown, onSubmit, save: () => userEvent.click(screen.getByRole("button", { name: "Save" })) };
  }
  const name = () => screen.getByRole("textbox", { name: "Name" });

  test("is not sent before its rules are met, and the first problem takes the focus", async () => {
    const { onSubmit, save } = form();
    await userEvent.type(screen.getByRole("textbox", { name: "E-mail" }), "nobody");
    await save();
    expect(onSubmit).not.toHaveBeenCalled();
    expect(name()).toHaveFocus();
    expect(screen.getAllByRole("alert")).toHaveLength(2);
  });

  test("a problem goes as soon as its field is changed", async () => {
    const { save } = form();
    await save();
    expect(name()).toBeInvalid();
    await userEvent.type(name(), "A");
    expect(name()).toBeValid();
    await userEvent.type(name(), "bcdefg");
    await save();
    expect(name()).toHaveAccessibleDescription(/5.*2/);
  });

  test("reads texts without the spaces around them, and as typed where that counts", async () => {
    const { onSubmit, save } = form();
    await userEvent.type(name(), " Ada ");
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Role" }), "admin");
    await userEvent.click(screen.getByRole("checkbox", { name: "Tell them" }));
    await save();
    const read = onSubmit.mock.calls[0]![0];
    expect([read.text("name"), read.exact("name"), read.exact("role")]).toEqual(["Ada", " Ada ", "admin"]);
    expect([read.has("tells"), read.has("other"), read.text("other"), read.all("name")]).toEqual([
      true,
      false,
      "",
      [" Ada "],
    ]);
  });

  test("a refusal stands at its field; one of no field stands above all", () => {
    const fields = [{ field: "email", constraint: "email", reason: "…" }];
    const refused = new ApiError({ code: "request.invalid", status: 422, details: { fields } });
    const { rerender } = form();
    rerender(<Refused error={refused} />);
    rerender(<Refused error={new ApiError({ code: "user.last_admin", status: 409 })} />);
    expect(screen.getByRole("alert")).toHaveTextContent(/admin/);
  });

  function Refused({ error }: { error: unknown }) {
    return (
      <Form error={error} onSubmit={() => undefined}>
        <TextField label="E-mail" name="email" type="email" />
      </Form>
    );
  }

  test.each(["card", "dialog"])("in a %s it says that it is being saved", (where) => {
    const common = { title: "Name", mutation: { error: null, isPending: true }, onSubmit: () => undefined };
    show(
      where === "card" ? (
        <FormCard {...common}>
          <TextField label="Name" name="name" />
        </FormCard>
      ) : (
        <FormDialog {...common} onClose={() => undefined}>
          <TextField label="Name" name="name" />
        </FormDialog>
      ),
    );
    expect(screen.getByRole("button", { name: /Save/ })).toHaveAttribute("aria-busy", "true");
  });
});
