/** Several tabs of a browser, each with a reader in it. */
import type { SocketOptions } from "../src/index.ts";
import type { FakeBrowser, FakeTab } from "./fake-browser.ts";
import type { FakeServer } from "./fake-server.ts";
import { reader } from "./reader.ts";

export function tabsOf(browser: FakeBrowser, server: FakeServer) {
  /** Bao's, unless told otherwise. Conversations "c1" and so on; without one it is an agent's. */
  function open(conversationId?: string, options: Partial<SocketOptions> = {}) {
    return browser.open((tab: FakeTab) => {
      const never = new Promise<never>(() => undefined);
      const found = reader(server, {
        person: "bao",
        openSocket: () => (tab.isDead ? never : Promise.resolve(server.access(conversationId))),
        ...(conversationId && { conversationId }),
        ...options,
      });
      return { tab, ...found };
    });
  }

  /** Two tabs with all that happened so far, the first of them leading. */
  async function two(settled: () => Promise<unknown>, conversationId?: string) {
    const leader = open(conversationId);
    const follower = open(conversationId);
    for (const { places, socket } of [leader, follower]) {
      places.set("c1", { position: server.log("c1").length, epoch: server.epoch });
      if (!conversationId) socket.subscribe("c1");
    }
    await settled();
    return { leader, follower };
  }

  /** Dies without a word; so does its connection, which is the newest. */
  function crash({ tab }: { tab: FakeTab }): void {
    const line = server.open().at(-1);
    if (line) {
      line.readyState = 3;
      line.onclose = line.onmessage = null;
    }
    browser.kill(tab);
  }

  return { open, two, crash };
}

export type OpenTab = ReturnType<ReturnType<typeof tabsOf>["open"]>;
