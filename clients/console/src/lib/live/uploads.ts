/**
 * Files on their way to a conversation. They outlive the composer: whoever looks at another conversation meanwhile finds
 * them again. Without a line they wait, and go when it is back.
 */
import { ofConversation, type Attachment } from "@chorus/wire";
import { useCallback, useSyncExternalStore } from "react";
import { api, ApiError } from "@/lib/api";
import { errorText } from "@/lib/error-text";
import { toasts } from "@/lib/toasts";

const MAX_BYTES = 25 * 1024 * 1024;
export const MAX_FILES = 10;
const AGAIN_MS = 10_000;

export interface Upload {
  key: string;
  name: string;
  file: File;
  state: "uploading" | "waiting" | "ready";
  attachment?: Attachment;
}

export interface Tray {
  uploads: readonly Upload[];
  /** The message goes as soon as its last file is there. */
  isArmed: boolean;
}

const EMPTY: Tray = { uploads: [], isArmed: false };
const trays = new Map<string, Tray>();
const fires = new Map<string, () => void>();
const listeners = new Set<() => void>();
let again: ReturnType<typeof setTimeout> | undefined;

function set(id: string, change: Partial<Tray>): void {
  const next = { ...(trays.get(id) ?? EMPTY), ...change };
  if (next.uploads.length === 0) {
    trays.delete(id);
    fires.delete(id);
  } else trays.set(id, next);
  listeners.forEach((listener) => listener());
}

const trayOf = (id: string): Tray => trays.get(id) ?? EMPTY;
const isBusy = (tray: Tray) => tray.uploads.some((one) => one.state !== "ready");

function change(id: string, key: string, to: Partial<Upload>): void {
  set(id, { uploads: trayOf(id).uploads.map((one) => (one.key === key ? { ...one, ...to } : one)) });
}

function refuse(name: string, detail: string): void {
  const title = `Couldn't upload “${name}”`;
  toasts.add({ id: title, type: "error", title, description: detail, priority: "high" });
}

async function upload(id: string, { key, name, file }: Upload): Promise<void> {
  try {
    const attachment = await api.post("/v1/conversations/{conversation_id}/attachments", {
      params: ofConversation(id),
      body: { file },
    });
    change(id, key, { state: "ready", attachment });
    fireIfReady(id);
  } catch (error) {
    if (!trayOf(id).uploads.some((one) => one.key === key)) return;
    if (error instanceof ApiError && error.retryable) {
      change(id, key, { state: "waiting" });
      tryAgainLater();
      return;
    }
    refuse(name, errorText(error).detail);
    // What was to be sent lacks a file now: whoever wrote it decides.
    disarm(id);
    remove(id, key);
  }
}

function tryAgainLater(): void {
  again ??= setTimeout(tryAgain, AGAIN_MS);
}

function tryAgain(): void {
  clearTimeout(again);
  again = undefined;
  for (const [id, { uploads }] of trays) {
    for (const one of uploads) {
      if (one.state !== "waiting") continue;
      change(id, one.key, { state: "uploading" });
      void upload(id, one);
    }
  }
}

window.addEventListener("online", tryAgain);
// The files are in this page alone until they are uploaded.
window.addEventListener("beforeunload", (event) => {
  if ([...trays.values()].some(isBusy)) event.preventDefault();
});

function add(id: string, files: Iterable<File>): void {
  for (const file of files) {
    if (file.size > MAX_BYTES) {
      refuse(file.name, "A file can have at most 25 MB. Send a smaller one.");
    } else if (file.size === 0) {
      refuse(file.name, "The file is empty. Choose another one.");
    } else if (trayOf(id).uploads.length >= MAX_FILES) {
      refuse(file.name, `A message can have at most ${MAX_FILES} files. Send these first.`);
    } else {
      const one: Upload = { key: crypto.randomUUID(), name: file.name, file, state: "uploading" };
      set(id, { uploads: [...trayOf(id).uploads, one] });
      void upload(id, one);
    }
  }
}

function remove(id: string, key: string): void {
  set(id, { uploads: trayOf(id).uploads.filter((one) => one.key !== key) });
  fireIfReady(id);
}

/** The files that are there, which now belong to a message. */
function take(id: string): string[] {
  const ids = trayOf(id).uploads.flatMap(({ attachment }) => (attachment ? [attachment.id] : []));
  set(id, EMPTY);
  return ids;
}

function arm(id: string, fire: () => void): void {
  fires.set(id, fire);
  set(id, { isArmed: true });
  fireIfReady(id);
}

function disarm(id: string): void {
  fires.delete(id);
  if (trayOf(id).isArmed) set(id, { isArmed: false });
}

function fireIfReady(id: string): void {
  const fire = fires.get(id);
  if (!fire || isBusy(trayOf(id))) return;
  disarm(id);
  fire();
}

/** Nobody is logged in any more: the next user must not find them. */
export function forgetUploads(): void {
  trays.clear();
  fires.clear();
  clearTimeout(again);
  again = undefined;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useUploads(id: string) {
  const tray = useSyncExternalStore(
    subscribe,
    useCallback(() => trayOf(id), [id]),
  );
  return {
    ...tray,
    isBusy: isBusy(tray),
    add: (files: Iterable<File>) => add(id, files),
    remove: (key: string) => remove(id, key),
    take: () => take(id),
    arm: (fire: () => void) => arm(id, fire),
    disarm: () => disarm(id),
  };
}
