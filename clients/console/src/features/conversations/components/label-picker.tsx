import { Popover } from "@base-ui/react/popover";
import type { Conversation } from "@chorus/wire";
import { Check, Plus, X } from "lucide-react";
import { useState } from "react";
import { labels } from "@/lib/resources";
import { useMe } from "@/lib/session";
import { toastError } from "@/lib/toasts";
import { cx } from "@/lib/cx";
import popup from "@/ui/popup.module.css";
import { Section } from "@/ui/section";
import { TextField } from "@/ui/field";
import { usePutLabels } from "../api/put-labels";
import styles from "./label-picker.module.css";

const NAME_MAX = 48;

export function LabelPicker({ conversation }: { conversation: Conversation }) {
  const put = usePutLabels(conversation.id);
  const chosen = put.isPending ? put.variables : conversation.labels;
  const known = labels.useList();
  const toggle = (name: string) =>
    put.mutate(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return (
    <Section name="labels" title="Labels">
      <ul className={styles.labels}>
        {chosen.map((name) => (
          <li key={name} className={styles.label}>
            <Mark color={known.data?.find((label) => label.name === name)?.color} />
            <bdi>{name}</bdi>
            <button type="button" aria-label={`Remove label ${name}`} onClick={() => toggle(name)}>
              <X size={12} />
            </button>
          </li>
        ))}
        <li>
          <Chooser chosen={chosen} onToggle={toggle} />
        </li>
      </ul>
    </Section>
  );
}

/** The tenant's colour for it; the name says the same. */
function Mark({ color }: { color: string | null | undefined }) {
  return <span className={styles.mark} style={{ background: color ?? "var(--border-strong)" }} aria-hidden />;
}

function Chooser({ chosen, onToggle }: { chosen: string[]; onToggle: (name: string) => void }) {
  const { data = [] } = labels.useList();
  const save = labels.useSave();
  const me = useMe();
  const [query, setQuery] = useState("");
  const known = data.map((label) => label.name);
  const typed = query.trim();
  const matches = known.filter((name) => name.toLowerCase().includes(typed.toLowerCase()));
  const isNew =
    me.role !== "agent" && typed !== "" && !known.some((name) => name.toLowerCase() === typed.toLowerCase());
  const choose = (name: string) => {
    onToggle(name);
    setQuery("");
  };
  const make = () =>
    save.mutate(
      { name: typed },
      {
        onError: (error) => toastError(error, "Couldn't create the label"),
        onSuccess: (label) => choose(label.name),
      },
    );
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.add}>
        <Plus size={13} aria-hidden /> Add label
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={5} align="start" className={popup.positioner}>
          <Popover.Popup className={cx(popup.popup, styles.popup)} aria-label="Choose labels">
            <TextField
              label="Find or create a label"
              bare
              placeholder="Find or create a label"
              value={query}
              maxLength={NAME_MAX}
              onChange={(event) => setQuery(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter" || !typed) return;
                if (matches[0]) choose(matches[0]);
                else if (isNew) make();
              }}
            />
            <ul className={styles.options}>
              {matches.map((name) => (
                <li key={name}>
                  <button
                    type="button"
                    className={popup.item}
                    aria-pressed={chosen.includes(name)}
                    onClick={() => choose(name)}
                  >
                    <span className={popup.check}>{chosen.includes(name) && <Check size={14} />}</span>
                    <Mark color={data.find((label) => label.name === name)?.color} />
                    {name}
                  </button>
                </li>
              ))}
              {isNew && (
                <li>
                  <button type="button" className={popup.item} onClick={make}>
                    <Plus size={14} aria-hidden /> Create “{typed}”
                  </button>
                </li>
              )}
            </ul>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
