/** The one table of addresses inside the console. */
export const LISTS = ["queue", "mine", "all", "closed"] as const;
export type ListName = (typeof LISTS)[number];

export const paths = {
  list: (list: ListName) => `/${list}`,
  conversation: (list: ListName, id: string, messageId?: string) =>
    `/${list}/${id}${messageId ? `?message=${messageId}` : ""}`,
  search: "/search",
  settings: (section?: string) => (section ? `/settings/${section}` : "/settings"),
  inbox: (id: string) => `/settings/inboxes/${id}`,
};
