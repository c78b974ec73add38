import { lazy, Suspense } from "react";
import { Redirect, Route, Switch } from "wouter";
import { useFreshMe } from "@/features/auth/api/get-me";
import { LiveProvider } from "@/lib/live/context";
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
const SettingsPage = lazy(() =>
  import("./routes/settings-page").then((module) => ({ default: module.SettingsPage })),
);

/** Everything a logged-in user sees. */
export function Workspace() {
  useFreshMe();
  return (
    <LiveProvider>
      <div className={styles.shell}>
        <a className={styles.skip} href="#main">
          Skip to content
        </a>
        <Sidebar />
        <main className={styles.main} id="main" tabIndex={-1}>
          <Offers />
          <ConnectionBanner />
          <ErrorBoundary>
            <Suspense fallback={<Loading />}>
              <Switch>
                <Route path="/search">
                  <SearchPage />
                </Route>
                <Route path="/settings/:section?/:id?">
                  {({ section, id }) => <SettingsPage section={section} id={id} />}
                </Route>
                <Route path="/:list/:id?">{({ list, id }) => <InboxPage list={list} id={id} />}</Route>
                <Route>
                  <Redirect to="/queue" replace />
                </Route>
              </Switch>
            </Suspense>
          </ErrorBoundary>
        </main>
        <Notifier />
        <Shortcuts />
      </div>
    </LiveProvider>
  );
}
