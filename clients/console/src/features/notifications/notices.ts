/** How this browser calls for attention: title, sound, and notices on the desktop. */
import { createStored } from "@/lib/stored";
import { toasts } from "@/lib/toasts";

export const notices = createStored("chorus.notices", { sound: false, desktop: false });

export async function askPermission(wanted: boolean): Promise<void> {
  if (!wanted) {
    notices.set({ ...notices.get(), desktop: false });
    return;
  }
  if (!("Notification" in window)) {
    toasts.add({ type: "info", title: "This browser doesn't support notifications." });
    return;
  }
  const permission = await Notification.requestPermission();
  notices.set({ ...notices.get(), desktop: permission === "granted" });
  if (permission !== "granted") {
    toasts.add({
      type: "info",
      title: "Notifications are blocked",
      description: "Allow them in the browser's site settings.",
    });
  }
}

export interface Notice {
  /** A second one with the same tag replaces the first. */
  tag: string;
  title: string;
  body: string;
  onOpen: () => void;
}

export function notify({ tag, title, body, onOpen }: Notice): void {
  if (notices.get().sound) chime();
  if (!notices.get().desktop || document.hasFocus() || Notification.permission !== "granted") return;
  const shown = new Notification(title, { tag, body });
  shown.onclick = () => {
    window.focus();
    onOpen();
    shown.close();
  };
}

/** Two soft tones, made here: no file to load. */
function chime(): void {
  try {
    const audio = new AudioContext();
    [660, 880].forEach((frequency, index) => {
      const at = audio.currentTime + index * 0.14;
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(0.0001, at);
      volume.gain.exponentialRampToValueAtTime(0.12, at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.3);
      tone.connect(volume).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.32);
    });
    setTimeout(() => void audio.close(), 1_000);
  } catch {
    // A browser that plays nothing before the first click is no reason to fail.
  }
}

const PLAIN_TITLE = "Chorus";

/** "(2) Chorus": readable in a tab that is not looked at. */
export function showCount(count: number): void {
  document.title = count > 0 ? `(${count}) ${PLAIN_TITLE}` : PLAIN_TITLE;
}
