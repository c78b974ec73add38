import { useMemo, useSyncExternalStore } from "react";
import { useLocation } from "wouter";
import { useHotkeys } from "@/lib/hotkeys";
import { Dialog } from "@/ui/dialog";
import { Kbd } from "@/ui/kbd";
import styles from "./shortcuts.module.css";

const GROUPS: { title: string; keys: [string, string][] }[] = [
  {
    title: "Anywhere",
    keys: [
      ["g q", "Queue"],
      ["g m", "My conversations"],
      ["g a", "All open conversations"],
      ["g c", "Closed conversations"],
      ["/", "Search"],
      ["?", "Keyboard shortcuts"],
    ],
  },
  {
    title: "List",
    keys: [
      ["j", "Next conversation"],
      ["k", "Previous conversation"],
    ],
  },
  {
    title: "Conversation",
    keys: [
      ["a", "Accept"],
      ["r", "Write a reply"],
      ["n", "Write a note"],
      ["t", "Transfer"],
      ["i", "Show or hide brief and customer"],
      ["e", "Close"],
      ["u", "Back to the list"],
    ],
  },
  {
    title: "While writing",
    keys: [
      ["Enter", "Send"],
      ["Shift+Enter", "New line"],
      ["Alt+N", "Switch between reply and note"],
      ["/", "Canned replies, in an empty reply"],
      ["Esc", "Leave the text field"],
    ],
  },
];

let open = false;
const listeners = new Set<() => void>();
const set = (next: boolean) => {
  open = next;
  listeners.forEach((listener) => listener());
};
export const showShortcuts = () => set(true);

export function Shortcuts() {
  const isOpen = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
  const [, navigate] = useLocation();
  const hotkeys = useMemo(
    () => ({
      "g q": () => navigate("/queue"),
      "g m": () => navigate("/mine"),
      "g a": () => navigate("/all"),
      "g c": () => navigate("/closed"),
      "/": () => navigate("/search"),
      "?": showShortcuts,
    }),
    [navigate],
  );
  useHotkeys(hotkeys);
  return (
    <Dialog open={isOpen} onClose={() => set(false)} title="Keyboard shortcuts" wide>
      <div className={styles.groups}>
        {GROUPS.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.keys.map(([keys, what]) => (
                <div key={keys + what}>
                  <dt>{what}</dt>
                  <dd>
                    {keys.split(" ").map((key) => (
                      <Kbd key={key} keys={key} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
