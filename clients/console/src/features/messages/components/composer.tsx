import { isComposing } from "@chorus/wire";
import { Lock, MessageCircleWarning, Paperclip, SendHorizontal } from "lucide-react";
import { useEffect, useId, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from "react";
import { cx } from "@/lib/cx";
import { useUploads } from "@/lib/live/uploads";
import { toasts } from "@/lib/toasts";
import { Button, IconButton } from "@/ui/button";
import { CannedPicker, fillIn, matchCanned, type Canned } from "./canned-picker";
import styles from "./composer.module.css";
import { FileTray } from "./file-tray";
import { isTooLong, TextLimit } from "./text-limit";
import { takeDraft, useDraft, type Mode } from "./use-draft";
import { useTypingSignal } from "./use-typing-signal";

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
  /** What canned replies call the customer; "" for somebody without a name. */
  greetingName: string;
  agentName: string;
  cannedReplies: Canned[];
  /** The position of the customer's newest message. */
  lastHeard: number;
  /** Brings the customer's newest message into view. */
  onLook: () => void;
  onSend: (message: Outgoing) => void;
  onTyping: (state: "started" | "stopped") => void;
  ref?: Ref<ComposerHandle>;
}

const FILE_TYPES =
  "image/*,application/pdf,text/*,.txt,.log,.md,.csv,.json,.yaml,.heic,.docx,.xlsx,.pptx,.odt,.ods,.odp,.zip";

export function Composer(props: ComposerProps) {
  const { conversationId, canReply, cannedReplies, lastHeard, onSend, onTyping, ref } = props;
  const [wanted, setWanted] = useState<Mode>("reply");
  const mode: Mode = canReply ? wanted : "note";
  const isNote = mode === "note";
  const [text, setText] = useDraft(conversationId, mode);
  const files = useUploads(conversationId);
  const typing = useTypingSignal(onTyping);
  const area = useRef<HTMLTextAreaElement>(null);
  const fileInput = useRef<HTMLInputElement>(null);
  const picker = usePicker(text, cannedReplies);
  const news = useNews(text, lastHeard);
  const listId = useId();
  const limitId = useId();

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

  const hasFiles = !isNote && files.uploads.length > 0;
  const canSend = (text.trim() !== "" || hasFiles) && !isTooLong(text) && !(hasFiles && files.isArmed);

  const reply = () => {
    const content = takeDraft(conversationId, "reply").trim();
    const attachmentIds = files.take();
    if (content || attachmentIds.length > 0)
      onSend({ content, messageType: attachmentIds.length > 0 ? "attachment" : "text", attachmentIds });
  };
  const send = () => {
    if (!canSend) return;
    if (isNote) {
      onSend({ content: text.trim(), messageType: "note", attachmentIds: [] });
      setText("");
    } else if (files.isBusy) files.arm(reply);
    else reply();
    typing.stop();
  };

  const pick = (reply: Canned) => {
    setText(fillIn(reply.content, { customer: props.greetingName, agent: props.agentName }));
    area.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    if (event.altKey && event.code === "KeyN") {
      event.preventDefault();
      setWanted(isNote ? "reply" : "note");
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
    if (!list?.length) return;
    if (canReply) files.add(list);
    if (isNote) sayNotesHaveNone(list, canReply);
  };

  return (
    <form
      className={cx(styles.composer, isNote && styles.note)}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {picker.isOpen && (
        <CannedPicker id={listId} replies={picker.matches} active={picker.active} onPick={pick} />
      )}
      {!isNote && news.isNew && (
        <p className={styles.news} role="status">
          <MessageCircleWarning size={15} aria-hidden />
          <span>
            <bdi>{props.customerName}</bdi> sent a message while you were writing.
          </span>
          <button
            type="button"
            onClick={() => {
              news.look();
              props.onLook();
              area.current?.focus();
            }}
          >
            Show
          </button>
        </p>
      )}
      <div className={styles.modes} role="group" aria-label="Write as">
        <button type="button" aria-pressed={!isNote} disabled={!canReply} onClick={() => setWanted("reply")}>
          Reply
        </button>
        <button type="button" aria-pressed={isNote} onClick={() => setWanted("note")} title="Alt+N">
          <Lock size={12} aria-hidden /> Note
        </button>
      </div>
      <textarea
        ref={area}
        className={styles.area}
        rows={2}
        dir="auto"
        value={text}
        aria-label={isNote ? "Private note" : `Reply to ${props.customerName}`}
        placeholder={
          isNote ? "Only your colleagues see this" : 'Write a reply, or type "/" for a canned reply'
        }
        aria-autocomplete="list"
        aria-controls={picker.isOpen ? listId : undefined}
        aria-activedescendant={picker.isOpen ? `${listId}-${picker.active}` : undefined}
        aria-describedby={limitId}
        aria-invalid={isTooLong(text) || undefined}
        onChange={(event) => {
          setText(event.target.value);
          picker.reopen();
          if (!isNote) typing.typed();
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
      <TextLimit text={text} id={limitId} />
      <FileTray
        uploads={files.uploads}
        isArmed={files.isArmed}
        isNote={isNote}
        onRemove={files.remove}
        onCancel={files.disarm}
      />
      <div className={styles.bar}>
        <input
          ref={fileInput}
          type="file"
          multiple
          hidden
          accept={FILE_TYPES}
          aria-label="Attachments"
          onChange={(event) => {
            addFiles(event.target.files);
            event.target.value = "";
          }}
        />
        <IconButton label="Attach a file" small disabled={isNote} onClick={() => fileInput.current?.click()}>
          <Paperclip size={16} />
        </IconButton>
        <span className={styles.hint}>Enter to send, Shift+Enter for a new line</span>
        <Button type="submit" variant="primary" small disabled={!canSend}>
          {isNote ? "Add note" : "Send"}
          <SendHorizontal size={14} aria-hidden />
        </Button>
      </div>
    </form>
  );
}

function sayNotesHaveNone(list: FileList, isKept: boolean): void {
  const names = [...list].map((file) => `“${file.name}”`).join(", ");
  toasts.add({
    type: "info",
    title: "Notes can't have files",
    description: isKept
      ? `${names} ${list.length === 1 ? "is" : "are"} kept for your reply.`
      : `Accept the conversation to send ${names} to the customer.`,
  });
}

/** Whether the customer wrote since this text was begun, and the agent has not looked yet. */
function useNews(text: string, lastHeard: number) {
  const [known, setKnown] = useState(lastHeard);
  if (text === "" && known !== lastHeard) setKnown(lastHeard);
  return { isNew: text !== "" && lastHeard > known, look: () => setKnown(lastHeard) };
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
