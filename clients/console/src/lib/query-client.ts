import { MutationCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api";
import { toastError } from "./toasts";

declare module "@tanstack/react-query" {
  interface Register {
    mutationMeta: {
      /** The component shows the error itself. */
      isErrorShown?: boolean;
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
    },
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        if (!mutation.meta?.isErrorShown) toastError(error);
      },
    }),
  });
}
