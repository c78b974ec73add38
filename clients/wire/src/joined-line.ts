/** A line that another tab holds: frames go to the leader and come from it, and its silence is an end too. */
import { CLOSES } from "./generated/closes.ts";
import { BLOCKED, isEvent, REPLACED, SILENT, type Line, type LineOptions } from "./line.ts";
import type { FromLeader, ToLeader } from "./tab-talk.ts";

/** A leader answers from its message handler, which browsers do not slow down as they do timers. */
const ASK_AFTER_MS = 5_000;
const ANSWER_WITHIN_MS = 3_000;

export interface JoinedLine extends Line {
  hear: (message: FromLeader) => void;
}

export interface JoinedLineOptions extends LineOptions {
  id: string;
  say: (message: ToLeader) => void;
  /** The leader is frozen, or gone without a word. */
  onDeaf: () => void;
}

export function createJoinedLine({ id, say, onDeaf, ...options }: JoinedLineOptions): JoinedLine {
  const { auth, onEvent, onFrame, onEnd } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let line: string | undefined;
  let isOver = false;

  function listen(): void {
    clearTimeout(timer);
    timer = setTimeout(() => ask(false), ASK_AFTER_MS);
  }

  function expectAnswer(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (isOver) return;
      onDeaf();
      end(SILENT);
    }, ANSWER_WITHIN_MS);
  }

  function ask(isUrgent: boolean): void {
    expectAnswer();
    say({ from: id, say: "ask", isUrgent });
  }

  function end(code: number): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    onEnd(code);
  }

  /** The code by which this message ends it, if it does. */
  function endBy(message: FromLeader): number | undefined {
    const isJoined = line !== undefined;
    const isMine = line === message.line;
    switch (message.say) {
      case "frame":
        return undefined;
      case "end":
        return isMine || (!isJoined && CLOSES[message.code]?.reconnect === false) ? message.code : undefined;
      case "lead":
        return REPLACED;
      case "up":
      case "here":
        if (isJoined && !isMine) return REPLACED; // it changed while this page slept
        return message.say === "here" && message.isPolling && !isJoined ? BLOCKED : undefined;
    }
  }

  function hear(message: FromLeader): void {
    if (isOver || (message.to !== undefined && message.to !== id)) return;
    const code = endBy(message);
    if (code !== undefined) {
      end(code);
      return;
    }
    listen();
    if (message.say !== "frame") return;
    const { frame } = message;
    // Whoever brings an event, it is one: positions tell whether it is new.
    if (isEvent(frame)) {
      onEvent(frame);
      return;
    }
    if (frame.type === "welcome") line = message.line;
    if (line === message.line) onFrame(frame);
  }

  expectAnswer();
  say({ from: id, say: "join", auth });
  return {
    hear,
    send: (frame) => {
      if (!isOver) say({ from: id, say: "frame", frame });
    },
    check: () => {
      if (!isOver) ask(true);
    },
    end: (code) => {
      if (!isOver) say({ from: id, say: "leave" });
      end(code);
    },
  };
}
