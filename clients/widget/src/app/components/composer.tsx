import { isComposing } from "@chorus/wire";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useChat } from "../context.ts";
import type { ChatState } from "../state.ts";
import { roomFor, TEXT_MAX } from "../text-limit.ts";
import { ACCEPTED } from "../uploads.ts";
import { Icon } from "./icon.tsx";

export function Composer({ state }: { state: ChatState }) {
  const { chat, strings, takesFocus } = useChat();
  const text = state.draft;
  const areaRef = useRef<HTMLTextAreaElement>(null);
  const pickerRef = useRef<HTMLInputElement>(null);

  useLayoutEffect(() => {
    const element = areaRef.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);

  useEffect(() => {
    const focus = () => areaRef.current?.focus();
    if (takesFocus) focus();
    window.addEventListener("chorus:focus", focus);
    return () => window.removeEventListener("chorus:focus", focus);
  }, [takesFocus]);

  const { left, isNear, isOver } = roomFor(text);
  const send = () => {
    if (!text.trim() || isOver) return;
    chat.say(text);
    chat.write("");
    areaRef.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter also confirms a word that is being composed (Japanese, Chinese, Korean).
    if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    send();
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = event.clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    chat.upload(files);
  };

  return (
    <div class="composer">
      <Uploads state={state} />
      {isNear && (
        <p class={isOver ? "room failure" : "room"} id="room" role={isOver ? "alert" : undefined}>
          {isOver ? strings.tooLong(-left, TEXT_MAX) : strings.charactersLeft(left)}
        </p>
      )}
      <form
        class="field"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <input
          ref={pickerRef}
          type="file"
          class="hidden"
          tabIndex={-1}
          aria-hidden="true"
          multiple
          accept={ACCEPTED}
          onChange={(event) => {
            chat.upload(Array.from(event.currentTarget.files ?? []));
            event.currentTarget.value = "";
          }}
        />
        <button
          type="button"
          class="plain"
          aria-label={strings.attach}
          onClick={() => pickerRef.current?.click()}
        >
          <Icon name="attach" />
        </button>
        <textarea
          ref={areaRef}
          rows={1}
          dir="auto"
          aria-invalid={isOver}
          aria-describedby={isNear ? "room" : undefined}
          aria-label={strings.writeMessage}
          placeholder={strings.writeMessage}
          enterkeyhint="send"
          value={text}
          onInput={(event) => {
            chat.write(event.currentTarget.value);
            chat.typed();
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <button type="submit" class="send" aria-label={strings.send} disabled={!text.trim() || isOver}>
          <Icon name="send" />
        </button>
      </form>
    </div>
  );
}

function Uploads({ state }: { state: ChatState }) {
  const { chat, strings } = useChat();
  if (!state.uploads.length) return null;
  const reasons: Record<string, string> = {
    "attachment.too_large": strings.tooLarge,
    "request.too_large": strings.tooLargeOnTheWay,
    "attachment.empty": strings.emptyFile,
    "attachment.kind_refused": strings.kindRefused,
    "attachment.kind_off": strings.kindRefused,
  };
  return (
    <ul class="uploads" aria-live="polite">
      {state.uploads.map(({ id, name, failure, isWaiting }) => (
        <li key={id} class={failure ? "failed" : ""}>
          <Icon name={failure ? "warning" : isWaiting ? "clock" : "file"} size={16} />
          <span>
            <b dir="auto">{name}</b> {failure ? (reasons[failure] ?? strings.uploadFailed) : ""}
            {!failure && isWaiting && strings.uploadWaits}
            {!failure && !isWaiting && <span class="hidden">{strings.uploading(name)}</span>}
          </span>
          {failure || isWaiting ? (
            <button
              type="button"
              class="plain"
              aria-label={strings.discard}
              onClick={() => chat.dismissUpload(id)}
            >
              <Icon name="close" size={16} />
            </button>
          ) : (
            <span class="spinner" aria-hidden="true" />
          )}
        </li>
      ))}
    </ul>
  );
}
