/** What a tenant has and its administrators look after; several features need each of them. */
import type { components } from "@chorus/wire";
import { createResource } from "./resource";

type Schemas = components["schemas"];
/** The generated types make a field with a default required; a request may leave it out. */
type Fields<Body> = { [Field in keyof Body]?: Body[Field] | undefined };

export type User = Schemas["UserRead"];
export type Team = Schemas["TeamRead"];
export type Label = Schemas["LabelRead"];
export type CannedReply = Schemas["CannedReplyRead"];
export type Inbox = Schemas["InboxRead"];
export type ApiKey = Schemas["ApiKeyRead"];

export type InboxDraft = Fields<Omit<Schemas["InboxUpdate"], "settings">> & {
  settings?: Fields<Schemas["InboxSettings"]>;
};

export const users = createResource<User, Fields<Schemas["UserUpdate"]>>("users");
export const teams = createResource<Team, Fields<Schemas["TeamUpdate"]>>("teams");
export const labels = createResource<Label, Fields<Schemas["LabelCreate"]>>("labels");
export const cannedReplies = createResource<CannedReply, Fields<Schemas["CannedReplyCreate"]>>(
  "canned-replies",
);
export const inboxes = createResource<Inbox, InboxDraft>("inboxes");
export const apiKeys = createResource<ApiKey, Schemas["ApiKeyCreate"]>("api-keys");
