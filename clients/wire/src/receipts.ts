/** Receipts are cumulative: those of a moment melt into one, and what cannot be sent now waits. */
const GATHER_MS = 250;

export interface Reached {
  delivered?: number;
  read?: number;
  conversationId?: string;
}

export interface Receipt {
  delivered: number;
  read: number;
  conversationId?: string;
}

/** `send` says whether there was a way to send it. */
export function createReceipts(send: (receipt: Receipt) => boolean) {
  const gathered = new Map<string, Receipt>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const [key, receipt] of gathered) if (send(receipt)) gathered.delete(key);
  }

  return {
    add({ delivered = 0, read = 0, conversationId }: Reached): void {
      const key = conversationId ?? "";
      const known = gathered.get(key) ?? { delivered: 0, read: 0 };
      gathered.set(key, {
        delivered: Math.max(known.delivered, delivered, read),
        read: Math.max(known.read, read),
        ...(conversationId && { conversationId }),
      });
      timer ??= setTimeout(flush, GATHER_MS);
    },
    flush,
    stop: () => clearTimeout(timer),
  };
}
