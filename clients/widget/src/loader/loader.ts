/** The chat button on somebody's page. Nothing is fetched and nothing stored before a person opens the chat. */
import type { Identity } from "./identity.ts";
import { createPanel, type Panel, type PanelOptions } from "./panel.ts";

export type LoaderOptions = PanelOptions;
export type { Identity };

export interface ChorusApi {
  open: () => void;
  close: () => void;
  /** Who the customer is: a JWT that the site's server signed, or a function that fetches a fresh one. */
  identify: (identity: Identity) => void;
  /** At log-out: forgets the customer on this device and removes the chat, until `identify` or `open`. */
  shutdown: () => void;
}

export interface Loader {
  api: ChorusApi;
  /** The snippet ran once more, as on a new page: after a log-out it brings the button back. */
  again: () => void;
}

export function createLoader(options: LoaderOptions): Loader {
  let identity: Identity | undefined;
  let panel: Panel | undefined;
  /** While the last customer is being forgotten, whoever comes next waits. */
  let isEnding = false;
  let wanted: "button" | "open" | undefined;

  function begin(how: "button" | "open"): void {
    if (wanted !== "open") wanted = how;
    if (isEnding) return;
    panel ??= createPanel(options, () => identity);
    if (wanted === "open") panel.show(true);
    wanted = undefined;
  }

  begin("button");

  return {
    again: () => begin("button"),
    api: {
      open: () => begin("open"),
      close() {
        wanted &&= "button";
        panel?.show(false);
      },
      identify(who) {
        identity = who;
        if (panel) panel.tellWhoItIs();
        else begin("button");
      },
      shutdown() {
        identity = wanted = undefined;
        const leaving = panel;
        if (!leaving) return;
        panel = undefined;
        isEnding = true;
        leaving.end(() => {
          isEnding = false;
          if (wanted) begin(wanted);
        });
      },
    },
  };
}
