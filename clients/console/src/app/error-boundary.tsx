import { CloudAlert } from "lucide-react";
import { Component, type ReactNode } from "react";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";

/** The last net: says that something broke and offers the way out. What was typed waits in the outbox. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <Empty
        icon={CloudAlert}
        title="Something went wrong on this page"
        action={
          <Button variant="primary" onClick={() => location.reload()}>
            Reload
          </Button>
        }
      >
        Sent messages are safe. Reload the page to continue.
      </Empty>
    );
  }
}
