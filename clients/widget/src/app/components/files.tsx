import type { Attachment } from "@chorus/wire";
import { useEffect, useState } from "preact/hooks";
import { useChat } from "../context.ts";
import { Icon } from "./icon.tsx";

/** Shown in place: what a browser draws without running anything. */
const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
/** Larger ones wait for a click. */
const PREVIEW_BYTES = 8 * 1024 * 1024;

export function Files({ files }: { files: Attachment[] }) {
  if (!files.length) return null;
  return (
    <div class="files">
      {files.map((file) =>
        PICTURES.has(file.mediaType) && file.sizeBytes <= PREVIEW_BYTES ? (
          <Picture key={file.id} file={file} />
        ) : (
          <FileButton key={file.id} file={file} />
        ),
      )}
    </div>
  );
}

/** The bytes need the token, so they are fetched and shown from a blob: no token ever stands in an address. */
function Picture({ file }: { file: Attachment }) {
  const { chat, strings } = useChat();
  const [url, setUrl] = useState<string | null>(null);
  const [isBroken, setIsBroken] = useState(false);
  useEffect(() => {
    let made: string | undefined;
    let isGone = false;
    chat.download(file.id).then(
      (bytes) => {
        if (isGone) return;
        made = URL.createObjectURL(new Blob([bytes], { type: file.mediaType }));
        setUrl(made);
      },
      () => setIsBroken(true),
    );
    return () => {
      isGone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [chat, file.id, file.mediaType]);
  if (isBroken) return <FileButton file={file} />;
  return (
    <button
      type="button"
      class="picture"
      aria-label={strings.download(file.name)}
      onClick={() => url && saveAs(url, file.name)}
    >
      {url ? (
        <img src={url} alt={strings.image(file.name)} onError={() => setIsBroken(true)} />
      ) : (
        <span class="shimmer" />
      )}
    </button>
  );
}

function FileButton({ file }: { file: Attachment }) {
  const { chat, strings, locale } = useChat();
  const [isFailed, setIsFailed] = useState(false);
  const download = async () => {
    try {
      const url = URL.createObjectURL(await chat.download(file.id));
      saveAs(url, file.name);
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      setIsFailed(false);
    } catch {
      setIsFailed(true);
    }
  };
  return (
    <button
      type="button"
      class="file"
      aria-label={strings.download(file.name)}
      onClick={() => void download()}
    >
      <Icon name="file" />
      <span>
        <b dir="auto">{file.name}</b>
        <small role={isFailed ? "alert" : undefined}>
          {isFailed ? strings.failedAction : sizeOf(file.sizeBytes, locale)}
        </small>
      </span>
      <Icon name="down" size={16} />
    </button>
  );
}

export function saveAs(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

export function sizeOf(bytes: number, locale: string): string {
  const [unit, value] =
    bytes < 1024 * 1024 ? (["kilobyte", bytes / 1024] as const) : (["megabyte", bytes / 1024 ** 2] as const);
  const digits = unit === "megabyte" ? 1 : 0;
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: digits }).format(
    Math.max(value, 1),
  );
}
