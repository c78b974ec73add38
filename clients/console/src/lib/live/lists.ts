/** Lists of conversations in the cache, kept right by events. */
import type { Conversation, Schemas } from "@chorus/wire";
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { isQueue, keys, type ListFilter } from "./keys";

/** As agents get it. `count` is that of the whole view, on its first page: exact below 1000, which stands for "999+". */
export type ListPage = Omit<Schemas["ConversationPage"], "items"> & { items: Conversation[] };
export type ListData = InfiniteData<ListPage, string | null>;

export function belongs(conversation: Conversation, filter: ListFilter, myId: string): boolean {
  if (filter.label && !conversation.labels.includes(filter.label)) return false;
  if (filter.customerId && conversation.customer.id !== filter.customerId) return false;
  switch (filter.view) {
    case "queue":
      return conversation.status === "waiting";
    case "offered":
      return conversation.status === "waiting" && conversation.escalation?.offeredTo === myId;
    case "mine":
      return conversation.status === "active" && conversation.assignee?.id === myId;
    case "open":
      return conversation.status !== "closed";
    case "closed":
      return conversation.status === "closed";
    case "all":
      return true;
  }
}

/** Changes one conversation in every list that has it, and drops it from those it left. Tells which lists now lack it. */
export function patchLists(
  client: QueryClient,
  myId: string,
  id: string,
  change: (row: Conversation) => Conversation,
): { isKnown: boolean } {
  let changed: Conversation | undefined;
  for (const [key, data] of client.getQueriesData<ListData>({ queryKey: keys.lists })) {
    if (!data) continue;
    const row = findRow(data, id);
    if (!row) continue;
    const next = change(row);
    changed = next;
    const stays = belongs(next, key[1] as ListFilter, myId);
    client.setQueryData<ListData>(
      key,
      mapRows(data, (one) => (one.id === id ? (stays ? next : null) : one)),
    );
  }
  if (changed) insertWhereMissing(client, myId, changed);
  return { isKnown: changed !== undefined };
}

/** A conversation that now belongs to a list it is not in goes to its proper end: the queue is oldest first. */
export function insertWhereMissing(client: QueryClient, myId: string, conversation: Conversation): void {
  for (const [key, data] of client.getQueriesData<ListData>({ queryKey: keys.lists })) {
    const filter = key[1] as ListFilter;
    if (!data || !belongs(conversation, filter, myId) || findRow(data, conversation.id)) continue;
    const last = data.pages.length - 1;
    // A queue not loaded to its end gets its newest rows when somebody scrolls there.
    if (isQueue(filter.view) && data.pages[last]?.nextCursor) {
      client.setQueryData<ListData>(key, { ...data, pages: counted(data.pages, 1) });
      continue;
    }
    const target = isQueue(filter.view) ? last : 0;
    const pages = data.pages.map((page, index) => {
      if (index !== target) return page;
      const items = isQueue(filter.view) ? [...page.items, conversation] : [conversation, ...page.items];
      return { ...page, items };
    });
    client.setQueryData<ListData>(key, { ...data, pages: counted(pages, 1) });
  }
}

export const COUNT_MAX = 1_000;

/** How many the view has, loaded or not. */
export function countOf(data: ListData | undefined): number {
  return data?.pages[0]?.count ?? rowsOf(data).length;
}

function counted(pages: ListPage[], by: number): ListPage[] {
  const [first, ...rest] = pages;
  // At its bound nobody knows the number; the next fetch tells it again.
  if (!first || typeof first.count !== "number" || first.count >= COUNT_MAX) return pages;
  return [{ ...first, count: Math.max(0, first.count + by) }, ...rest];
}

export function rowsOf(data: ListData | undefined): Conversation[] {
  return data?.pages.flatMap((page) => page.items) ?? [];
}

export function findInLists(
  client: QueryClient,
  id: string,
): { row: Conversation; epoch: string } | undefined {
  for (const [, data] of client.getQueriesData<ListData>({ queryKey: keys.lists })) {
    const row = data && findRow(data, id);
    if (row) return { row, epoch: data.pages[0]?.epoch ?? "" };
  }
  return undefined;
}

function findRow(data: ListData, id: string): Conversation | undefined {
  for (const page of data.pages) {
    const row = page.items.find((one) => one.id === id);
    if (row) return row;
  }
  return undefined;
}

function mapRows(data: ListData, change: (row: Conversation) => Conversation | null): ListData {
  const pages = data.pages.map((page) => ({
    ...page,
    items: page.items.map(change).filter((row) => row !== null),
  }));
  const left = rowsOf(data).length - pages.reduce((sum, page) => sum + page.items.length, 0);
  return { ...data, pages: left > 0 ? counted(pages, -left) : pages };
}
