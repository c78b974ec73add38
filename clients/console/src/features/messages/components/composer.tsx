import { isComposing } from "@chorus/wire";
import { Lock, Paperclip, SendHorizontal, X } from "lucide-react";
import { useEffect, useId, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from "react";
import { cx } from "@/lib/cx";
import { Button, IconButton } from "@/ui/button";
import { Spinner } from "@/ui/spinner";
import { CannedPicker, fillIn, matchCanned, type Canned } from "./canned-picker";
import styles from "./composer.module.css";
import { useDraft, type Mode } from "./use-draft";
import { useTypingSignal } from "./use-typing-signal";
import { useUploads } from "./use-uploads";

export interface Outgoing {
  content: string;
  messageType: "text" | "attachment" | "note";
  attachmentIds: string[];
}

export interface ComposerHandle {
  focus: (mode: Mode) => void;
}

interface ComposerProps {
  conversationId: string;
  /** Only who has the conversation speaks to the customer; notes are open to all. */
  canReply: boolean;
  customerName: string;
  agentName: string;
  cannedReplies: Canned[];
  onSend: (message: Outgoing) => void;
  onTyping: (state: "started" | "stopped") => void;
  ref?: Ref<ComposerHandle>;
}

const TEXT_MAX = 8_000;
const FILE_TYPES = "image/*,application/pdf,text/plain,text/csv,.md";

export function Composer(props: ComposerProps) {
  const { conversationId, canReply, cannedReplies, onSend, onTyping, ref } = props;
  const [wanted, setWanted] = useState<Mode>("reply");
  const mode: Mode = canReply ? wanted : "note";
  const [text, setText] = useDraft(conversationId, mode);
  const files = useUploads(conversationId);
  const typing = useTypingSignal(onTyping);
  const area = useRef<HTMLTextAreaElement>(null);
  const fileInput = useRef<HTMLInputElement>(null);
  const picker = usePicker(text, cannedReplies);
  const listId = useId();

  useImperativeHandle(ref, () => ({
    focus: (next) => {
      setWanted(next);
      area.current?.focus();
    },
  }));
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [text, mode]);

  const attachmentIds = files.uploads.flatMap((upload) => (upload.attachment ? [upload.attachment.id] : []));
  const canSend = (text.trim() !== "" || attachmentIds.length > 0) && !files.isBusy;

  const send = () => {
    if (!canSend) return;
    const messageType = mode === "note" ? "note" : attachmentIds.length > 0 ? "attachment" : "text";
    onSend({ content: text.trim(), messageType, attachmentIds: mode === "note" ? [] : attachmentIds });
    setText("");
    files.clear();
    typing.stop();
  };

  const pick = (reply: Canned) => {
    setText(fillIn(reply.content, { customer: props.customerName, agent: props.agentName }));
    area.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    if (event.altKey && event.code === "KeyN") {
      event.preventDefault();
      setWanted(mode === "note" ? "reply" : "note");
    } else if (picker.isOpen && picker.onKey(event, pick)) {
      event.preventDefault();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape") {
      area.current?.blur();
    }
  };

  const addFiles = (list: FileList | null | undefined) => {
    if (list?.length && mode === "reply") files.add(list);
  };

  return (
    <form
      className={cx(styles.composer, mode === "note" && styles.note)}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {picker.isOpen && (
        <CannedPicker id={listId} replies={picker.matches} active={picker.active} onPick={pick} />
      )}
      <div className={styles.modes} role="group" aria-label="Write as">
        <button
          type="button"
          aria-pressed={mode === "reply"}
          disabled={!canReply}
          onClick={() => setWanted("reply")}
        >
          Reply
        </button>
        <button type="button" aria-pressed={mode === "note"} onClick={() => setWanted("note")} title="Alt+N">
          <Lock size={12} aria-hidden /> Note
        </button>
      </div>
      <textarea
        ref={area}
        className={styles.area}
        rows={2}
        maxLength={TEXT_MAX}
        value={text}
        aria-label={mode === "note" ? "Private note" : `Reply to ${props.customerName}`}
        placeholder={
          mode === "note" ? "Only your colleagues see this" : 'Write a reply, or "/" for a canned one'
        }
        aria-autocomplete="list"
        aria-controls={picker.isOpen ? listId : undefined}
        aria-activedescendant={picker.isOpen ? `${listId}-${picker.active}` : undefined}
        onChange={(event) => {
          setText(event.target.value);
          picker.reopen();
          if (mode === "reply") typing.typed();
        }}
        onKeyDown={onKeyDown}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          if (event.dataTransfer.files.length === 0) return;
          event.preventDefault();
          addFiles(event.dataTransfer.files);
        }}
        onPaste={(event) => addFiles(event.clipboardData.files)}
      />
      {files.uploads.length > 0 && (
        <ul className={styles.files} aria-label="Files to send">
          {files.uploads.map((upload) => (
            <li key={upload.key} className={styles.file}>
              {upload.attachment ? <Paperclip size={13} aria-hidden /> : <Spinner size={13} />}
              <span>{upload.name}</span>
              <button
                type="button"
                aria-label={`Remove ${upload.name}`}
                onClick={() => files.remove(upload.key)}
              >
                <X size={13} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.bar}>
        <input
          ref={fileInput}
          type="file"
          multiple
          hidden
          accept={FILE_TYPES}
          aria-label="Files to send"
          onChange={(event) => {
            addFiles(event.target.files);
            event.target.value = "";
          }}
        />
        <IconButton
          label="Add a file"
          small
          disabled={mode === "note"}
          onClick={() => fileInput.current?.click()}
        >
          <Paperclip size={16} />
        </IconButton>
        <span className={styles.hint}>Enter sends, Shift+Enter breaks the line</span>
        <Button type="submit" variant="primary" small disabled={!canSend}>
          {mode === "note" ? "Add note" : "Send"}
          <SendHorizontal size={14} aria-hidden />
        </Button>
      </div>
    </form>
  );
}

/** Open while the text is one word that begins with a slash, until it is dismissed. */
function usePicker(text: string, replies: Canned[]) {
  const [at, setAt] = useState({ text: "", active: 0 });
  const [dismissed, setDismissed] = useState(false);
  const query = /^\/(\S*)$/.exec(text)?.[1];
  const matches = query === undefined ? [] : matchCanned(replies, query);
  const active = at.text === text ? Math.min(at.active, Math.max(0, matches.length - 1)) : 0;
  const move = (step: number) =>
    setAt({ text, active: (active + step + matches.length) % Math.max(1, matches.length) });

  return {
    isOpen: query !== undefined && !dismissed,
    matches,
    active,
    reopen: () => setDismissed(false),
    onKey: (event: KeyboardEvent, pick: (reply: Canned) => void): boolean => {
      const chosen = matches[active];
      if (event.key === "ArrowDown") move(1);
      else if (event.key === "ArrowUp") move(-1);
      else if (event.key === "Escape") setDismissed(true);
      else if ((event.key === "Enter" || event.key === "Tab") && chosen) pick(chosen);
      else return false;
      return true;
    },
  };
}
