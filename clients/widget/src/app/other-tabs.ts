/** What another tab of this browser does to the customer: a log-out there is one here. */
import { deviceKey } from "./session.ts";

/** `leave` runs when another tab forgets the customer: this one must not go on in their name. */
export function hearLogOut(inboxId: string, leave: () => void): void {
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key === deviceKey(inboxId) && newValue === null) leave();
  });
}
