/** Keyboard shortcuts. Plain letters rest while somebody types; combinations with Ctrl, Cmd or Alt do not. */
import { isComposing } from "@chorus/wire";
import { useEffect } from "react";

export type Hotkeys = Record<string, (() => void) | undefined>;

/** "g q" is two presses; "mod+k" is Ctrl or Cmd; names are `KeyboardEvent.key`, lower case. */
export function useHotkeys(hotkeys: Hotkeys): void {
  useEffect(() => {
    let prefix = "";
    let forget: ReturnType<typeof setTimeout> | undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isComposing(event) || document.querySelector("[role=dialog],[role=menu]"))
        return;
      const name = nameOf(event);
      const isCombination = event.ctrlKey || event.metaKey || event.altKey;
      if (!isCombination && event.key !== "Escape" && isEditable(event.target)) return;
      const action = hotkeys[prefix ? `${prefix} ${name}` : name];
      const isPrefix = !prefix && Object.keys(hotkeys).some((key) => key.startsWith(`${name} `));
      prefix = isPrefix ? name : "";
      clearTimeout(forget);
      forget = setTimeout(() => (prefix = ""), 900);
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", onKey);
    return () => {
      clearTimeout(forget);
      window.removeEventListener("keydown", onKey);
    };
  }, [hotkeys]);
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.toLowerCase();
  const modifiers = (event.ctrlKey || event.metaKey ? "mod+" : "") + (event.altKey ? "alt+" : "");
  return modifiers + key;
}

export function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}
