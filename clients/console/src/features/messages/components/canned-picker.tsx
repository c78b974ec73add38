import { useEffect, useRef } from "react";
import { cx } from "@/lib/cx";
import styles from "./canned-picker.module.css";

export interface Canned {
  id: string;
  shortcut: string;
  content: string;
}

interface CannedPickerProps {
  id: string;
  replies: Canned[];
  active: number;
  onPick: (reply: Canned) => void;
}

/** The list above the composer; the composer keeps the focus and moves through it. */
export function CannedPicker({ id, replies, active, onPick }: CannedPickerProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div ref={list} className={styles.list} id={id} role="listbox" aria-label="Canned replies">
      {replies.map((reply, index) => (
        // The keys are handled by the composer, which has the focus.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events
        <div
          key={reply.id}
          tabIndex={-1}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className={cx(styles.option, index === active && styles.active)}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(reply)}
        >
          <span className={styles.shortcut}>/{reply.shortcut}</span>
          <span className={styles.content} dir="auto">
            {reply.content}
          </span>
        </div>
      ))}
      {replies.length === 0 && <div className={styles.none}>No matching canned reply</div>}
    </div>
  );
}

/** Shortcuts that begin so come first, then those whose text has the words. */
export function matchCanned(replies: Canned[], query: string): Canned[] {
  const wanted = query.toLowerCase();
  const begins = replies.filter((reply) => reply.shortcut.toLowerCase().startsWith(wanted));
  const has = replies.filter(
    (reply) => !begins.includes(reply) && reply.content.toLowerCase().includes(wanted),
  );
  return [...begins, ...has].slice(0, 30);
}

/** `{{customer}}` and `{{agent}}` become names; without a name the place closes up: "Hello {{customer}}," is "Hello,". */
export function fillIn(content: string, names: { customer: string; agent: string }): string {
  return content.replace(
    /(\s*)\{\{\s*(customer|agent)(?:[._]?name)?\s*\}\}/gi,
    (_all, space: string, who: string) => {
      const name = who.toLowerCase() === "agent" ? names.agent : names.customer;
      return name && space + name;
    },
  );
}
