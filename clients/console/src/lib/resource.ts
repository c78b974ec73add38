/** One noun of the tenant over REST, listed, saved and removed like every other. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";

const PAGE = 200;
/** A list longer than this is no list that somebody looks through. */
const PAGES_MAX = 10;

export function createResource<Item extends { id: string }, Draft extends object>(noun: string) {
  const path = `/v1/${noun}`;
  const queryKey = [noun] as const;

  return {
    path,
    queryKey,
    useList: () =>
      useQuery({
        queryKey,
        queryFn: ({ signal }) => listAll<Item>(path, signal),
        staleTime: 5 * 60_000,
      }),
    /** With an id it changes that one, without it makes one. */
    useSave: () => {
      const client = useQueryClient();
      return useMutation({
        mutationFn: ({ id, ...fields }: Draft & { id?: string | undefined }) =>
          id ? api.patch<Item>(`${path}/${id}`, fields) : api.post<Item>(path, fields),
        onSuccess: () => client.invalidateQueries({ queryKey }),
        meta: { isErrorShown: true },
      });
    },
    useRemove: () => {
      const client = useQueryClient();
      return useMutation({
        mutationFn: (id: string) => api.delete(`${path}/${id}`),
        meta: { failed: "Couldn't delete it" },
        onSuccess: () => client.invalidateQueries({ queryKey }),
      });
    },
  };
}

async function listAll<Item>(path: string, signal: AbortSignal): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer: { items: Item[]; nextCursor?: string | null } = await api.get(
      path,
      { limit: PAGE, cursor },
      { signal },
    );
    items.push(...answer.items);
    cursor = answer.nextCursor ?? null;
    if (cursor === null) break;
  }
  return items;
}
