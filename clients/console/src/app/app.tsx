import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { Router } from "wouter";
import { makeQueryClient } from "@/lib/query-client";
import { PREFIX } from "@/lib/prefix";
import { useSession } from "@/lib/session";
import { Loading } from "@/ui/spinner";
import { Toaster } from "@/ui/toast";
import { TooltipProvider } from "@/ui/tooltip";
import { ErrorBoundary } from "./error-boundary";

const LogInPage = lazy(() =>
  import("@/features/auth/components/log-in-page").then((module) => ({ default: module.LogInPage })),
);
const Workspace = lazy(() => import("./workspace").then((module) => ({ default: module.Workspace })));

export function App() {
  const session = useSession();
  return (
    <ErrorBoundary>
      <Router base={`${PREFIX}/console`}>
        <TooltipProvider>
          <Suspense fallback={<Loading />}>
            <Cache key={session?.user.id ?? "nobody"}>{session ? <Workspace /> : <LogInPage />}</Cache>
          </Suspense>
          <Toaster />
        </TooltipProvider>
      </Router>
    </ErrorBoundary>
  );
}

/** Each user gets an empty cache: what one saw is not shown to the next. */
function Cache({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  return <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>;
}
