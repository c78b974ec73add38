/** The small parts that every page is made of. */
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Ghost } from "lucide-react";
import { useState } from "react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Avatar, initials } from "@/ui/avatar";
import { Count } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Copyable } from "@/ui/copyable";
import { Confirm, Dialog } from "@/ui/dialog";
import { Listing } from "@/ui/listing";
import { Menu, MenuChoice, MenuItem } from "@/ui/menu";
import { Rich } from "@/ui/rich";
import { Section } from "@/ui/section";
import { show } from "../render.tsx";

afterEach(() => vi.unstubAllGlobals());

describe("text", () => {
  test("web addresses become links that tell the other site nothing", () => {
    show(<Rich text={"See https://a.example/x?y=1, or http://b.example."} />);
    const links = screen.getAllByRole("link");
    expect(links.map((link) => link.getAttribute("href"))).toEqual([
      "https://a.example/x?y=1",
      "http://b.example",
    ]);
    for (const link of links) expect(link).toHaveAttribute("rel", "noreferrer noopener");
  });

  test.each(["javascript:alert(1)", "https://bank.example@evil.example/", "<b>bold</b>"])(
    "%s is only text",
    (text) => {
      const { container } = show(<Rich text={text} />);
      expect(screen.queryByRole("link")).not.toBeInTheDocument();
      expect(container).toHaveTextContent(text);
    },
  );
});

describe("a person", () => {
  test.each([
    ["Ada Lindqvist", "AL"],
    ["Ada Maria Lindqvist", "AL"],
    ["ada", "A"],
    ["", "?"],
  ])("%j has the initials %s", (name, letters) => {
    expect(initials(name)).toBe(letters);
  });

  test("looks alike everywhere, and shows whether they are there", () => {
    const { container } = show(
      <>
        <Avatar name="Ada" seed="1" />
        <Avatar name="Ada L." seed="1" presence="busy" />
        <Avatar name="Bot" bot />
      </>,
    );
    const hues = [...container.querySelectorAll<HTMLElement>("[style*=--hue]")].map((one) =>
      one.style.getPropertyValue("--hue"),
    );
    expect(hues[0]).toBe(hues[1]);
    expect(container.querySelectorAll("[class*=busy]")).toHaveLength(1);
  });
});

test.each([
  [0, ""],
  [7, "7 waiting"],
  [1000, "999+ waiting"],
])("a count of %i is shown as %j", (value, text) => {
  const { container } = show(<Count value={value} label="waiting" />);
  expect(container.textContent).toBe(text);
});

describe("a dialog", () => {
  function Asking({ onConfirm }: { onConfirm: () => void }) {
    const [isOpen, setOpen] = useState(false);
    return (
      <>
        <Button onClick={() => setOpen(true)}>Open</Button>
        <Confirm
          open={isOpen}
          title="Delete it?"
          confirm="Delete"
          onConfirm={onConfirm}
          onClose={() => setOpen(false)}
        >
          It is gone then.
        </Confirm>
      </>
    );
  }

  test("asks before it does something, and Escape is no", async () => {
    const onConfirm = vi.fn();
    show(<Asking onConfirm={onConfirm} />);
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    await screen.findByRole("dialog", { name: "Delete it?" });
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    await userEvent.click(await screen.findByRole("button", { name: "Delete" }));
    expect(onConfirm).toHaveBeenCalledOnce();
  });

  test("the first thing to fill in has the focus", async () => {
    show(
      <Dialog open onClose={() => undefined} title="New">
        <input aria-label="Name" />
      </Dialog>,
    );
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Name" })).toHaveFocus());
  });
});

describe("a menu", () => {
  test("does what is chosen, and closes", async () => {
    const [onSelect, onChange] = [vi.fn(), vi.fn()];
    show(
      <Menu trigger={<button>More</button>}>
        <MenuItem onSelect={onSelect}>Rename</MenuItem>
        <MenuItem disabled onSelect={onSelect}>
          Delete
        </MenuItem>
        <MenuChoice
          label="Status"
          value="busy"
          options={[
            { value: "busy", label: "Busy" },
            { value: "away", label: "Away" },
          ]}
          onChange={onChange}
        />
      </Menu>,
    );
    await userEvent.click(screen.getByRole("button", { name: "More" }));
    expect(await screen.findByRole("menuitemradio", { name: "Busy", checked: true })).toBeInTheDocument();
    expect(screen.getByRole("menuitem", { name: "Delete" })).toHaveAttribute("aria-disabled", "true");
    await userEvent.click(screen.getByRole("menuitem", { name: "Rename" }));
    expect(onSelect).toHaveBeenCalledOnce();
    await waitFor(() => expect(screen.queryByRole("menu")).not.toBeInTheDocument());
    await userEvent.click(screen.getByRole("button", { name: "More" }));
    await userEvent.click(await screen.findByRole("menuitemradio", { name: "Away" }));
    expect(onChange).toHaveBeenCalledWith("away");
  });
});

test("text to copy is copied by one press, and says so", async () => {
  const written: string[] = [];
  vi.stubGlobal("navigator", {
    clipboard: { writeText: (text: string) => Promise.resolve(void written.push(text)) },
  });
  show(<Copyable label="Secret" text="s3cret" />);
  const group = screen.getByRole("group", { name: "Secret" });
  act(() => within(group).getByRole("button", { name: "Copy secret" }).click());
  expect(await within(group).findByRole("button", { name: "Secret: copied" })).toBeInTheDocument();
  expect(written).toEqual(["s3cret"]);
});

test("a folded section stays folded on the next page", async () => {
  const section = (
    <Section name="brief" title="Brief">
      <p>Inside</p>
    </Section>
  );
  const shown = show(section);
  await userEvent.click(screen.getByRole("button", { name: "Brief", expanded: true }));
  expect(screen.getByText("Inside")).not.toBeVisible();
  shown.unmount();
  show(section);
  expect(screen.getByRole("button", { name: "Brief", expanded: false })).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Brief" }));
  expect(screen.getByText("Inside")).toBeVisible();
});

describe("a listing", () => {
  interface Thing {
    id: string;
    name: string;
  }
  const things = (count: number): Thing[] =>
    Array.from({ length: count }, (_, index) => ({ id: `t${index}`, name: `Thing ${index}` }));

  function listing(query: object, more: object = {}) {
    show(
      <Listing<Thing>
        title="Things"
        lead="All of them."
        icon={Ghost}
        noun="thing"
        query={{ isPending: false, isError: false, ...query } as never}
        nothing="Make the first."
        nameOf={(thing) => thing.name}
        {...more}
      >
        {(thing) => ({ title: thing.name })}
      </Listing>,
    );
  }
  const names = () =>
    within(screen.getByRole("list", { name: "Things" }))
      .queryAllByRole("listitem")
      .map((item) => item.textContent);

  test("says that it loads, that it did not, and that there is nothing", async () => {
    const refetch = vi.fn();
    listing({ isPending: true });
    expect(screen.getByText(/Loading things/)).toBeInTheDocument();
    listing({ isError: true, error: new Error("x"), refetch });
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(refetch).toHaveBeenCalledOnce();
    listing({ data: [] });
    expect(screen.getByText("Make the first.")).toBeInTheDocument();
  });

  test("many are searched by name", async () => {
    listing({ data: things(13) });
    await userEvent.type(screen.getByRole("searchbox", { name: "Find a thing" }), "thing 12");
    expect(names()).toEqual(["Thing 12"]);
    await userEvent.type(screen.getByRole("searchbox", { name: "Find a thing" }), "x");
    expect(names()).toEqual([]);
  });

  test("a few need no search", () => {
    listing({ data: things(12) });
    expect(screen.queryByRole("searchbox")).not.toBeInTheDocument();
    expect(names()).toHaveLength(12);
  });

  test("one is made, changed and removed in place", async () => {
    const mutate = vi.fn<(id: string, options: { onSettled: () => void }) => void>((_, { onSettled }) =>
      onSettled(),
    );
    listing(
      { data: things(2) },
      {
        form: (thing: Thing | null, onClose: () => void) => (
          <button onClick={onClose}>{thing ? `form of ${thing.name}` : "empty form"}</button>
        ),
        removal: { mutation: { isPending: false, mutate }, text: (thing: Thing) => `${thing.name} is lost.` },
      },
    );
    await userEvent.click(screen.getByRole("button", { name: /New thing/ }));
    await userEvent.click(screen.getByRole("button", { name: "empty form" }));
    await userEvent.click(screen.getByRole("button", { name: "Edit Thing 1" }));
    await userEvent.click(screen.getByRole("button", { name: "form of Thing 1" }));
    expect(screen.queryByRole("button", { name: /form/ })).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Delete Thing 0" }));
    const dialog = await screen.findByRole("dialog");
    expect(dialog).toHaveTextContent("Thing 0 is lost.");
    await userEvent.click(within(dialog).getByRole("button", { name: "Delete" }));
    expect(mutate.mock.calls[0]![0]).toBe("t0");
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  });

  test("rows can lead to pages of their own instead", () => {
    listing({ data: things(1) }, { hrefOf: (thing: Thing) => `/things/${thing.id}`, form: () => null });
    expect(screen.getByRole("link", { name: "Thing 0" })).toHaveAttribute("href", "/things/t0");
    expect(screen.queryByRole("button", { name: /Edit/ })).not.toBeInTheDocument();
  });
});
