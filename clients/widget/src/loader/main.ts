/** Entry of `chorus.js`: reads the one-line snippet and puts the chat on the page, once. */
import { createLoader, type ChorusApi } from "./loader.ts";

declare global {
  interface Window {
    Chorus?: ChorusApi & { again?: () => void };
  }
}

const script = document.currentScript as HTMLScriptElement | null;
const { inbox, language, color, side, label } = script?.dataset ?? {};

function start(): void {
  if (!script) return;
  if (window.Chorus) {
    window.Chorus.again?.();
    return;
  }
  if (!inbox) {
    console.error("Chorus: the script tag needs data-inbox.");
    return;
  }
  const { origin, pathname } = new URL(script.src);
  const prefix = pathname.slice(0, Math.max(0, pathname.lastIndexOf("/widget/")));
  const { api, again } = createLoader({ origin, prefix, inbox, language, color, side, label });
  // Not of the interface: for the snippet of the next page, where pages are swapped without a load.
  window.Chorus = Object.defineProperty(api, "again", { value: again });
  window.dispatchEvent(new CustomEvent("chorus:ready"));
}

// An async script in the head may run before there is a body.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
