/**
 * Where the open chat covers the page, as on a phone, Back closes it and stays on the page. The entry that is added for
 * it is a copy of the page's own, so that a router which comes back to it finds what it knows.
 */
const MARK = "chorusChat";
export const COVERS = "(max-width:480px),(max-height:480px)";

type State = Record<string, unknown> | null;

export interface Back {
  opened: () => void;
  /** `byPerson`: they closed it in the chat; otherwise the page did, and may be on its way elsewhere. */
  closed: (byPerson: boolean) => void;
  /** To be called anew where the page has dropped its listeners. */
  listen: () => void;
  end: () => void;
}

export function createBack(close: () => void): Back {
  let hasEntry = false;

  const isMarked = () => !!(history.state as State)?.[MARK];
  /** Anything but a plain object is a router's own affair, which a copy could spoil. */
  const canCopy = () => {
    const state: unknown = history.state;
    return state === null || Object.getPrototypeOf(state) === Object.prototype;
  };

  function moved(): void {
    if (!hasEntry || isMarked()) return;
    hasEntry = false;
    close();
  }

  return {
    opened() {
      if (!matchMedia(COVERS).matches || !canCopy()) return;
      try {
        if (!isMarked()) history.pushState({ ...(history.state as State), [MARK]: true }, "");
        hasEntry = true;
      } catch {
        // A document without an address of its own has no history.
      }
    },
    closed(byPerson) {
      if (!hasEntry) return;
      hasEntry = false;
      if (!isMarked()) return;
      if (byPerson) {
        history.back();
        return;
      }
      // To go back now could undo where the page is going.
      const { [MARK]: _, ...state } = history.state as Record<string, unknown>;
      history.replaceState(state, "");
    },
    listen: () => addEventListener("popstate", moved),
    end: () => removeEventListener("popstate", moved),
  };
}
