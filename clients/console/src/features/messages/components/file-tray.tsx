import { Clock, Paperclip, X } from "lucide-react";
import type { Tray } from "@/lib/live/uploads";
import { Spinner } from "@/ui/spinner";
import styles from "./composer.module.css";

interface FileTrayProps extends Tray {
  /** A note is being written: the files stay for the reply. */
  isNote: boolean;
  onRemove: (key: string) => void;
  onCancel: () => void;
}

/** The files of the next reply, whatever is being written. */
export function FileTray({ uploads, isArmed, isNote, onRemove, onCancel }: FileTrayProps) {
  if (uploads.length === 0) return null;
  const isWaiting = uploads.some((one) => one.state === "waiting");
  return (
    <div className={styles.tray}>
      <ul className={styles.files} aria-label="Attachments">
        {uploads.map(({ key, name, state }) => (
          <li key={key} className={styles.file}>
            {state === "ready" && <Paperclip size={13} aria-hidden />}
            {state === "uploading" && <Spinner size={13} />}
            {state === "waiting" && <Clock size={13} aria-hidden />}
            <span dir="auto">{name}</span>
            <button type="button" aria-label={`Remove ${name}`} onClick={() => onRemove(key)}>
              <X size={13} />
            </button>
          </li>
        ))}
      </ul>
      <p className={styles.trayText} role="status">
        {isNote && "Kept for your reply. Notes can't have files."}
        {!isNote && isArmed && "Your message is sent once the files are uploaded. "}
        {!isNote && !isArmed && isWaiting && "Waiting for the connection. The upload resumes automatically."}
        {!isNote && isArmed && (
          <button type="button" onClick={onCancel}>
            Don’t send yet
          </button>
        )}
      </p>
    </div>
  );
}
