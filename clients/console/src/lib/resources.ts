/** What a tenant has and its administrators look after; several features need each of them. */
import type { Schemas } from "@chorus/wire";
import { api } from "./api";
import { listed, removing, saving } from "./resource";

export type User = Schemas["UserRead"];
export type Team = Schemas["TeamRead"];
export type Label = Schemas["LabelRead"];
export type CannedReply = Schemas["CannedReplyRead"];
export type Inbox = Schemas["InboxRead"];
export type ApiKey = Schemas["ApiKeyRead"];

const usersKey = ["users"];
export const users = {
  ...listed(usersKey, (query, signal) => api.get("/v1/users", { params: { query }, signal })),
  useSave: saving(
    usersKey,
    (body: Schemas["UserCreate"]) => api.post("/v1/users", { body }),
    (user_id, body: Schemas["UserUpdate"]) =>
      api.patch("/v1/users/{user_id}", { params: { path: { user_id } }, body }),
  ),
};

const teamsKey = ["teams"];
export const teams = {
  ...listed(teamsKey, (_, signal) => api.get("/v1/teams", { signal })),
  useRemove: removing(teamsKey, (team_id) =>
    api.delete("/v1/teams/{team_id}", { params: { path: { team_id } } }),
  ),
};

const labelsKey = ["labels"];
export const labels = {
  ...listed(labelsKey, (query, signal) => api.get("/v1/labels", { params: { query }, signal })),
  useSave: saving(
    labelsKey,
    (body: Schemas["LabelCreate"]) => api.post("/v1/labels", { body }),
    (label_id, body: Schemas["LabelUpdate"]) =>
      api.patch("/v1/labels/{label_id}", { params: { path: { label_id } }, body }),
  ),
  useRemove: removing(labelsKey, (label_id) =>
    api.delete("/v1/labels/{label_id}", { params: { path: { label_id } } }),
  ),
};

const cannedRepliesKey = ["canned-replies"];
export const cannedReplies = {
  ...listed(cannedRepliesKey, (query, signal) =>
    api.get("/v1/canned-replies", { params: { query }, signal }),
  ),
  useSave: saving(
    cannedRepliesKey,
    (body: Schemas["CannedReplyCreate"]) => api.post("/v1/canned-replies", { body }),
    (reply_id, body: Schemas["CannedReplyUpdate"]) =>
      api.patch("/v1/canned-replies/{reply_id}", { params: { path: { reply_id } }, body }),
  ),
  useRemove: removing(cannedRepliesKey, (reply_id) =>
    api.delete("/v1/canned-replies/{reply_id}", { params: { path: { reply_id } } }),
  ),
};

const inboxesKey = ["inboxes"];
export const inboxes = {
  ...listed<Inbox>(inboxesKey, (query, signal) => api.get("/v1/inboxes", { params: { query }, signal })),
  useSave: saving(
    inboxesKey,
    (body: Schemas["InboxCreate"]) => api.post("/v1/inboxes", { body }),
    (inbox_id, body: Schemas["InboxUpdate"]) =>
      api.patch("/v1/inboxes/{inbox_id}", { params: { path: { inbox_id } }, body }),
  ),
  useRemove: removing(inboxesKey, (inbox_id) =>
    api.delete("/v1/inboxes/{inbox_id}", { params: { path: { inbox_id } } }),
  ),
};

const apiKeysKey = ["api-keys"];
export const apiKeys = {
  ...listed(apiKeysKey, (_, signal) => api.get("/v1/api-keys", { signal })),
  useRemove: removing(apiKeysKey, (key_id) =>
    api.delete("/v1/api-keys/{key_id}", { params: { path: { key_id } } }),
  ),
};
