/** What the nouns of a tenant have in common over REST: one list in the cache, fetched whole and again after a change. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

const PAGE = 200;
/** A list longer than this is no list that somebody looks through. */
const PAGES_MAX = 10;

export interface Page<Item> {
  items: Item[];
  nextCursor?: string | null;
}

export interface PageQuery {
  limit: number;
  cursor: string | null;
}

/** With an id one is changed, without it one is made. */
export type Saved<Create, Update> = (Update & { id: string }) | (Create & { id?: undefined });

export function listed<Item>(
  queryKey: readonly string[],
  fetchPage: (query: PageQuery, signal: AbortSignal) => Promise<Page<Item>>,
) {
  return {
    queryKey,
    useList: () =>
      useQuery({
        queryKey,
        queryFn: ({ signal }) => allPages((query) => fetchPage(query, signal)),
        staleTime: 5 * 60_000,
      }),
  };
}

export function saving<Item, Create extends object, Update extends object>(
  queryKey: readonly string[],
  create: (body: Create) => Promise<Item>,
  update: (id: string, body: Update) => Promise<Item>,
) {
  return () => {
    const client = useQueryClient();
    return useMutation({
      mutationFn: ({ id, ...body }: Saved<Create, Update>) =>
        id === undefined ? create(body as Create) : update(id, body as Update),
      onSuccess: () => client.invalidateQueries({ queryKey }),
      meta: { isErrorShown: true },
    });
  };
}

export function removing(queryKey: readonly string[], remove: (id: string) => Promise<unknown>) {
  return () => {
    const client = useQueryClient();
    return useMutation({
      mutationFn: remove,
      meta: { failed: "Couldn't delete it" },
      onSuccess: () => client.invalidateQueries({ queryKey }),
    });
  };
}

async function allPages<Item>(fetchPage: (query: PageQuery) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer: Page<Item> = await fetchPage({ limit: PAGE, cursor });
    items.push(...answer.items);
    cursor = answer.nextCursor ?? null;
    if (cursor === null) break;
  }
  return items;
}
