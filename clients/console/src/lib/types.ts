/** The shapes that REST answers with: those of the wire by their names there, and the few it does not describe. */
export type { Attachment, Conversation, ConversationStatus, Message } from "@chorus/wire";

export type UserStatus = "available" | "busy" | "away";
export type Light = UserStatus | "offline";
export type Role = "admin" | "supervisor" | "agent";
export interface Me {
  id: string;
  email: string;
  name: string;
  role: Role;
  tenantId: string;
  tenantName: string;
  declaredStatus: UserStatus;
}

export interface BriefLine {
  text: string;
  messageIds: string[];
}

export interface Brief {
  conversationId: string;
  version: number;
  origin: "rules" | "model";
  basisPosition: number;
  isStale: boolean;
  madeAt: string;
  model?: string | null;
  intent: BriefLine | null;
  facts: BriefLine[];
  steps: BriefLine[];
  openQuestion: BriefLine | null;
  mood: (BriefLine & { value: "calm" | "annoyed" | "angry" }) | null;
  nextStep: BriefLine | null;
  note?: string | null;
}

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}
