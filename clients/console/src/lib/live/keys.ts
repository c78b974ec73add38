/** The names under which server state lies in the cache. Events and queries must agree on them. */
export type View = "queue" | "offered" | "mine" | "open" | "closed" | "all";
export interface ListFilter {
  view: View;
  label?: string;
  customerId?: string;
}

/** Those that have the oldest first: the queue, and what of it is offered to me. */
export const isQueue = (view: View) => view === "queue" || view === "offered";

export const keys = {
  conversation: (id: string) => ["conversation", id] as const,
  lists: ["conversations"] as const,
  list: (filter: ListFilter) => ["conversations", filter] as const,
  history: (id: string) => ["history", id] as const,
  brief: (id: string) => ["brief", id] as const,
  customer: (id: string) => ["customer", id] as const,
  presence: ["presence"] as const,
  typing: (id: string) => ["typing", id] as const,
};
