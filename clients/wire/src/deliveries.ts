/** Messages on the way: each waits for its `delivered` or `error`, which name it by its id. */
import { ChorusApiError } from "./errors.ts";
import type { DeliveredFrame, ErrorFrame } from "./generated/asyncapi.ts";
import type { Line } from "./line.ts";
import type { OutgoingMessage } from "./poll.ts";

const ANSWER_WITHIN_MS = 15_000;

interface Waiting {
  resolve: (frame: DeliveredFrame) => void;
  reject: (error: ChorusApiError) => void;
  timer: ReturnType<typeof setTimeout>;
}

export function createDeliveries() {
  const waiting = new Map<string, Waiting>();

  function settle(id: string): Waiting | undefined {
    const found = waiting.get(id);
    clearTimeout(found?.timer);
    waiting.delete(id);
    return found;
  }

  const unknownOutcome = (code: string) => new ChorusApiError({ code, retryable: true });

  return {
    send(line: Line, message: OutgoingMessage): Promise<DeliveredFrame> {
      settle(message.id)?.reject(unknownOutcome("socket.sent_again"));
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          settle(message.id)?.reject(unknownOutcome("socket.no_answer"));
        }, ANSWER_WITHIN_MS);
        waiting.set(message.id, { resolve, reject, timer });
        line.send({ type: "message", ...message });
      });
    },
    answered(frame: DeliveredFrame | ErrorFrame): void {
      const found = frame.id === undefined ? undefined : settle(frame.id);
      if (frame.type === "delivered") found?.resolve(frame);
      else found?.reject(new ChorusApiError(frame));
    },
    /** The line is gone: nobody knows which of them were committed. The same ids are sent again. */
    interrupted(): void {
      for (const id of [...waiting.keys()]) settle(id)?.reject(unknownOutcome("socket.interrupted"));
    },
  };
}
