import { Redirect } from "wouter";
import { CannedRepliesPage } from "@/features/canned-replies/components/canned-replies-page";
import { DocumentsPage } from "@/features/documents/components/documents-page";
import { InboxesPage } from "@/features/inboxes/components/inboxes-page";
import { TeamPage } from "@/features/users/components/team-page";

/** What supervisors and administrators look after. */
export function AdminPage({ page }: { page: string }) {
  switch (page) {
    case "knowledge":
      return <DocumentsPage />;
    case "canned-replies":
      return <CannedRepliesPage />;
    case "team":
      return <TeamPage />;
    case "inboxes":
      return <InboxesPage />;
    default:
      return <Redirect to="/admin/knowledge" replace />;
  }
}
