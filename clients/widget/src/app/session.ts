/** Who the customer is to the server: a token for some minutes, and a device token that recognises the browser. */
import { createApi, remedyOf, type Schemas } from "@chorus/wire";
import { API_URL } from "./prefix.ts";
import { readStored, writeStored } from "./storage.ts";

export type Started = Schemas["WidgetStarted"];

/** Where the widget is, and for whom. */
export interface Place {
  inboxId: string;
  language: string;
  /** The origin of the page around us, as the browser told it. */
  pageOrigin?: string | undefined;
  /** Asks the page for a fresh identity; undefined when it has none. */
  askIdentity?: (() => Promise<string | undefined>) | undefined;
  /** Asks the page for its address; undefined when nothing embeds us. */
  askPage?: (() => Promise<string | undefined>) | undefined;
}

export interface Session {
  start: () => Promise<Started>;
  token: () => Promise<string>;
  /** After a refusal; the same token is not renewed twice. */
  renew: (refused: string) => Promise<string>;
  /** `isRenewable`: the page can be asked for another once this one has begun a session. */
  identify: (identityToken: string | undefined, isRenewable?: boolean) => void;
  forget: () => void;
}

const EARLY_MS = 30_000;

/** Under which the device token is kept. */
export const deviceKey = (inboxId: string) => `chorus.device.${inboxId}`;

const IDENTITY = new Set(["auth.identity_refused", "inbox.identity_required"]);

export function createSession({ inboxId, language, pageOrigin, askIdentity }: Place): Session {
  const key = deviceKey(inboxId);
  const api = createApi({ baseUrl: API_URL });
  let identityToken: string | undefined;
  let isRenewable = false;
  let isUsed = false;
  let current: { token: string; until: number } | undefined;
  let underWay: Promise<Started> | undefined;

  const ask = (deviceToken: string | null) =>
    api.post("/v1/widget/start", {
      body: {
        inboxId,
        language,
        ...(pageOrigin && { pageOrigin }),
        ...(deviceToken && { deviceToken }),
        ...(identityToken && { identityToken }),
      },
    });

  /** The page's word of now rather than one that may have expired. Who began as nobody does not become somebody. */
  async function renewIdentity(): Promise<void> {
    if (!isRenewable || !isUsed || (current && !identityToken)) return;
    const before = identityToken;
    // Meanwhile the page may name somebody else, or nobody.
    const isStillMeant = () => isRenewable && identityToken === before;
    const fresh = await askIdentity?.();
    if (fresh && isStillMeant()) identityToken = fresh;
  }

  async function begin(): Promise<Started> {
    await renewIdentity();
    isUsed = true;
    const deviceToken = readStored(key);
    const started = await ask(deviceToken).catch((error: unknown) => {
      // A device token that is no longer good: begin as somebody new rather than not at all.
      // Where the site's word is what was refused, the device is as good as before.
      const { status, code } = remedyOf(error);
      if (!deviceToken || status !== 401 || IDENTITY.has(code)) throw error;
      writeStored(key, null);
      return ask(null);
    });
    writeStored(key, started.deviceToken);
    current = { token: started.token, until: Date.now() + started.expiresIn * 1000 - EARLY_MS };
    return started;
  }

  function start(): Promise<Started> {
    underWay ??= begin().finally(() => (underWay = undefined));
    return underWay;
  }

  return {
    start,
    token: async () => (current && Date.now() < current.until ? current.token : (await start()).token),
    renew: async (refused) => (current && current.token !== refused ? current.token : (await start()).token),
    identify(token, renewable = false) {
      identityToken = token;
      isRenewable = renewable;
      isUsed = false;
      current = undefined;
    },
    forget() {
      writeStored(key, null);
      identityToken = current = undefined;
      isRenewable = false;
    },
  };
}
