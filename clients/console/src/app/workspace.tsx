import { lazy, Suspense } from "react";
import { Redirect, Route, Switch } from "wouter";
import { useFreshMe } from "@/features/auth/api/get-me";
import { LiveProvider } from "@/lib/live/context";
import { useMe } from "@/lib/session";
import { Loading } from "@/ui/spinner";
import { ErrorBoundary } from "./error-boundary";
import { InboxPage } from "./routes/inbox-page";
import { ConnectionBanner } from "./shell/connection-banner";
import { Notifier } from "./shell/notifier";
import { Offers } from "./shell/offers";
import { Shortcuts } from "./shell/shortcuts";
import { Sidebar } from "./shell/sidebar";
import styles from "./workspace.module.css";

const SearchPage = lazy(() =>
  import("./routes/search-page").then((module) => ({ default: module.SearchPage })),
);
const AdminPage = lazy(() => import("./routes/admin-page").then((module) => ({ default: module.AdminPage })));

/** Everything a logged-in user sees. */
export function Workspace() {
  const me = useMe();
  useFreshMe();
  return (
    <LiveProvider>
      <div className={styles.shell}>
        <a className={styles.skip} href="#main">
          To the content
        </a>
        <Sidebar />
        <main className={styles.main} id="main" tabIndex={-1}>
          <ConnectionBanner />
          <ErrorBoundary>
            <Suspense fallback={<Loading />}>
              <Switch>
                <Route path="/search">
                  <SearchPage />
                </Route>
                {me.role !== "agent" && (
                  <Route path="/admin/:page">{({ page }) => <AdminPage page={page} />}</Route>
                )}
                <Route path="/:list/:id?">{({ list, id }) => <InboxPage list={list} id={id} />}</Route>
                <Route>
                  <Redirect to="/queue" replace />
                </Route>
              </Switch>
            </Suspense>
          </ErrorBoundary>
        </main>
        <Offers />
        <Notifier />
        <Shortcuts />
      </div>
    </LiveProvider>
  );
}
