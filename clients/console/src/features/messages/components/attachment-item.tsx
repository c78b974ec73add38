import type { Attachment } from "@chorus/wire";
import { Download, FileText } from "lucide-react";
import { useState } from "react";
import { toastError } from "@/lib/toasts";
import { Dialog } from "@/ui/dialog";
import { Spinner } from "@/ui/spinner";
import { downloadAttachment, usePicture } from "../api/download-attachment";
import styles from "./attachment-item.module.css";

export function AttachmentItem({ attachment }: { attachment: Attachment }) {
  return attachment.mediaType.startsWith("image/") ? (
    <Picture attachment={attachment} />
  ) : (
    <FileCard attachment={attachment} />
  );
}

function FileCard({ attachment }: { attachment: Attachment }) {
  const [isBusy, setBusy] = useState(false);
  const download = () => {
    setBusy(true);
    downloadAttachment(attachment)
      .catch((error: unknown) => toastError(error, `Couldn't download “${attachment.name}”`))
      .finally(() => setBusy(false));
  };
  return (
    <button type="button" className={styles.file} onClick={download} disabled={isBusy}>
      <FileText size={18} aria-hidden />
      <span className={styles.fileText}>
        <span className={styles.fileName} dir="auto">
          {attachment.name}
        </span>
        <span className={styles.fileSize}>{sizeText(attachment.sizeBytes)}</span>
      </span>
      {isBusy ? <Spinner /> : <Download size={15} aria-label="Download" />}
    </button>
  );
}

function Picture({ attachment }: { attachment: Attachment }) {
  const picture = usePicture(attachment);
  const [isLarge, setLarge] = useState(false);
  if (picture.isError) return <FileCard attachment={attachment} />;
  if (!picture.data)
    return <span className={styles.placeholder} role="status" aria-label={`Loading ${attachment.name}`} />;
  return (
    <>
      <button
        type="button"
        className={styles.picture}
        onClick={() => setLarge(true)}
        aria-label={`Enlarge ${attachment.name}`}
      >
        <img src={picture.data} alt={attachment.name} />
      </button>
      <Dialog open={isLarge} onClose={() => setLarge(false)} title={attachment.name} wide>
        <img src={picture.data} alt={attachment.name} className={styles.large} />
        <FileCard attachment={attachment} />
      </Dialog>
    </>
  );
}

export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
