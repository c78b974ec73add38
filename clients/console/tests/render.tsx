import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { Router } from "wouter";
import { memoryLocation } from "wouter/memory-location";
import { makeQueryClient } from "@/lib/query-client";
import { Toaster } from "@/ui/toast";

interface Options {
  path?: string;
  client?: QueryClient;
}

/** A component with what every page has around it, but no log-in and no socket. */
export function show(element: ReactNode, { path = "/", client = makeQueryClient() }: Options = {}) {
  const options = client.getDefaultOptions();
  client.setDefaultOptions({ ...options, queries: { ...options.queries, retry: false } });
  const memory = memoryLocation({ path, record: true });
  const shown = render(
    <Router hook={memory.hook}>
      <QueryClientProvider client={client}>
        {element}
        <Toaster />
      </QueryClientProvider>
    </Router>,
  );
  return { ...shown, client, history: memory.history };
}
