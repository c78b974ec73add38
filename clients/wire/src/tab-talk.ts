/** What tabs that share a socket say to each other. The name of their channel carries the version of these words. */
import type { AuthFrame, Event, FromClient, FromServer } from "./generated/asyncapi.ts";

export const TALK_VERSION = 1;

export type ToLeader = { from: string } & (
  | { say: "join"; auth: AuthFrame }
  | { say: "frame"; frame: FromClient }
  /** Are you there? `isUrgent`: and does your line still live, and if there is none, try now. */
  | { say: "ask"; isUrgent: boolean }
  | { say: "leave" }
);

/** `line` names one connection of one leader. Without `to` it is for all. */
export type FromLeader = { line: string; to?: string } & (
  | { say: "lead" }
  /** The line is open: whoever gave up may join. */
  | { say: "up" }
  | { say: "frame"; frame: FromServer | Event }
  | { say: "end"; code: number }
  /** I am; with no line to share, and perhaps none to come. */
  | { say: "here"; isPolling: boolean }
);

export type TabTalk = ToLeader | FromLeader;

export const isToLeader = (message: TabTalk): message is ToLeader => "from" in message;
