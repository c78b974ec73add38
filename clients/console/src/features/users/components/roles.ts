import type { Role } from "@chorus/wire";

export const ROLES: Record<Role, { label: string; detail: string }> = {
  agent: { label: "Agent", detail: "Answers customers." },
  supervisor: {
    label: "Supervisor",
    detail: "Also manages the knowledge base, canned replies and labels.",
  },
  admin: { label: "Administrator", detail: "Can change everything, including users." },
};
