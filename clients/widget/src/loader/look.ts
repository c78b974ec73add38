/** What the page shows of Chorus: a round button, a badge, and a box for the iframe. Its own style, in a shadow root. */
import { COVERS } from "./back.ts";

/** In a shadow root, what is important beats whatever the page says, `* {…!important}` too. */
const important = (rules: string) => rules.replace(/;/g, "!important;");

const STYLE = `
:host{${important(
  "all:initial;display:block;position:fixed;z-index:2147483647;inset:auto 20px 20px auto;direction:ltr;" +
    "zoom:var(--zoom,1);width:56px;height:56px;overflow:visible;font:600 14px/1 system-ui,sans-serif;color-scheme:light dark;",
)}--color:#1f5f4a;--ink:#fff}
:host([data-side=left]){${important("inset:auto auto 20px 20px;")}}
:host([data-gone]),:host::backdrop{${important("display:none;")}}
button{all:unset;box-sizing:border-box;position:relative;display:grid;place-items:center;width:56px;height:56px;
  border-radius:50%;background:var(--color);color:var(--ink);cursor:pointer;
  box-shadow:0 1px 2px #0003,0 8px 24px #0003;transition:transform .18s ease,box-shadow .18s ease}
button:hover{transform:translateY(-2px);box-shadow:0 2px 4px #0003,0 12px 32px #0004}
button:focus-visible{outline:3px solid var(--color);outline-offset:3px;box-shadow:0 0 0 3px #fff}
svg{grid-area:1/1;width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:1.9;stroke-linecap:round;
  stroke-linejoin:round;transition:opacity .15s,transform .2s}
svg:last-of-type,button[aria-expanded=true] svg:first-of-type{opacity:0;transform:rotate(-45deg) scale(.6)}
button[aria-expanded=true] svg:last-of-type{opacity:1;transform:none}
b{position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;box-sizing:border-box;padding:0 6px;
  border-radius:11px;background:#c42b2b;color:#fff;font-size:12px;line-height:22px;text-align:center;
  box-shadow:0 0 0 2px #fff}
b:empty,p:empty{display:none}
div{position:absolute;bottom:72px;right:0;width:400px;height:min(680px,calc(100vh - 112px));
  height:min(680px,calc(100dvh - 112px));border-radius:18px;overflow:hidden;background:Canvas;
  box-shadow:0 0 0 1px #00000014,0 12px 48px #00000033;transform-origin:bottom right;
  transition:opacity .18s ease,transform .18s ease,visibility 0s}
:host([data-side=left]) div{right:auto;left:0;transform-origin:bottom left}
div[hidden]{display:block;visibility:hidden;opacity:0;transform:translateY(8px) scale(.98);pointer-events:none;
  transition:opacity .12s ease,transform .12s ease,visibility 0s .12s}
iframe{display:block;width:100%;height:100%;border:0;color-scheme:normal}
p{display:grid;place-content:center;height:100%;margin:0;padding:0 32px;color:CanvasText;font-size:16px;
  font-weight:400;line-height:1.5;text-align:center}
@media ${COVERS}{
  div{position:fixed;inset:0;width:auto;height:auto;border-radius:0}
  button[aria-expanded=true]{visibility:hidden}
  :host([data-failed]) button{visibility:visible}
}
@media (forced-colors:active){button,b,div{border:2px solid}}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}
@media print{:host{display:none!important}}
`;

const BUBBLE = "M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3.5 20.5 5 15.3A8.4 8.4 0 1 1 21 11.5Z";
const CHEVRON = "m6 9.5 6 6 6-6";

export interface Look {
  host: HTMLElement;
  button: HTMLButtonElement;
  badge: HTMLElement;
  box: HTMLElement;
  /** Our own words, where there is no chat; an empty text takes them away. */
  say: (text: string) => void;
}

export function createLook(label: string, side: string | undefined): Look {
  const host = document.createElement("chorus-chat");
  if (side === "left") host.dataset.side = side;
  const root = host.attachShadow({ mode: "open" });
  addStyle(root);
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-label", label);
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  const badge = document.createElement("b");
  button.append(icon(BUBBLE), icon(CHEVRON), badge);
  const box = document.createElement("div");
  box.hidden = true;
  const words = document.createElement("p");
  words.setAttribute("role", "alert");
  box.append(words);
  root.append(box, button);
  const say = (text: string) => {
    words.textContent = text;
    host.toggleAttribute("data-failed", text !== "");
  };
  return { host, button, badge, box, say };
}

/** A constructed sheet passes a Content-Security-Policy that forbids inline styles. */
function addStyle(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement("style");
    style.textContent = STYLE;
    root.append(style);
  }
}

function icon(path: string): SVGElement {
  const svg = "http://www.w3.org/2000/svg";
  const element = document.createElementNS(svg, "svg");
  element.setAttribute("viewBox", "0 0 24 24");
  element.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(svg, "path");
  line.setAttribute("d", path);
  element.append(line);
  return element;
}
