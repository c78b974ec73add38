import type { Role } from "@chorus/wire";
import {
  BookOpen,
  Building2,
  ChartNoAxesColumn,
  Globe,
  KeyRound,
  Tag,
  UserRound,
  UserRoundCog,
  UsersRound,
  Zap,
  type LucideIcon,
} from "lucide-react";
import type { ComponentType } from "react";
import { AccountPage } from "@/features/account/components/account-page";
import { ApiKeysPage } from "@/features/api-keys/components/api-keys-page";
import { CannedRepliesPage } from "@/features/canned-replies/components/canned-replies-page";
import { DocumentsPage } from "@/features/documents/components/documents-page";
import { InboxesPage } from "@/features/inboxes/components/inboxes-page";
import { LabelsPage } from "@/features/labels/components/labels-page";
import { TeamsPage } from "@/features/teams/components/teams-page";
import { TenantPage } from "@/features/tenant/components/tenant-page";
import { UsagePage } from "@/features/usage/components/usage-page";
import { UsersPage } from "@/features/users/components/users-page";

export interface Section {
  name: string;
  label: string;
  icon: LucideIcon;
  /** The least role that sees it; the API refuses the others. */
  role: Role;
  Page: ComponentType;
}

export const GROUPS: { title: string; sections: Section[] }[] = [
  {
    title: "Personal",
    sections: [
      { name: "account", label: "Your account", icon: UserRoundCog, role: "agent", Page: AccountPage },
    ],
  },
  {
    title: "Content",
    sections: [
      { name: "knowledge", label: "Knowledge base", icon: BookOpen, role: "supervisor", Page: DocumentsPage },
      { name: "replies", label: "Canned replies", icon: Zap, role: "supervisor", Page: CannedRepliesPage },
      { name: "labels", label: "Labels", icon: Tag, role: "supervisor", Page: LabelsPage },
    ],
  },
  {
    title: "Company",
    sections: [
      { name: "people", label: "Users", icon: UserRound, role: "admin", Page: UsersPage },
      { name: "teams", label: "Teams", icon: UsersRound, role: "admin", Page: TeamsPage },
      { name: "inboxes", label: "Inboxes", icon: Globe, role: "admin", Page: InboxesPage },
      { name: "general", label: "General", icon: Building2, role: "admin", Page: TenantPage },
      { name: "api-keys", label: "API keys", icon: KeyRound, role: "admin", Page: ApiKeysPage },
      { name: "usage", label: "Usage", icon: ChartNoAxesColumn, role: "supervisor", Page: UsagePage },
    ],
  },
];

const RANKS: Role[] = ["agent", "supervisor", "admin"];

/** Those that a role sees, without groups that would be empty. */
export function groupsFor(role: Role) {
  return GROUPS.map(({ title, sections }) => ({
    title,
    sections: sections.filter((section) => RANKS.indexOf(section.role) <= RANKS.indexOf(role)),
  })).filter(({ sections }) => sections.length > 0);
}
