import { MutationCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api";
import { toastError } from "./toasts";

declare module "@tanstack/react-query" {
  interface Register {
    mutationMeta: {
      /** The component shows the error itself. */
      isErrorShown?: boolean;
      /** What did not happen, as the heading of the error: "The conversation was not closed". */
      failed?: string;
    };
  }
}

/** Queries are kept fresh by events; the times here only bound how wrong a lost one can leave us. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        refetchOnWindowFocus: true,
        retry: (count, error) => count < 3 && (!(error instanceof ApiError) || error.retryable),
      },
      // Offline, a change fails at once. Left to pause, it would be made minutes later, when it may be wrong.
      mutations: { networkMode: "always", retry: false },
    },
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        if (!mutation.meta?.isErrorShown) toastError(error, mutation.meta?.failed);
      },
    }),
  });
}
