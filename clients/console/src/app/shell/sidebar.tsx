import {
  Archive,
  BookOpen,
  Code,
  Inbox,
  MessagesSquare,
  Search,
  Settings,
  UserRound,
  UsersRound,
  Zap,
} from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { cx } from "@/lib/cx";
import { paths } from "@/lib/paths";
import { useMe } from "@/lib/session";
import { Count } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { Logo } from "@/ui/logo";
import { Menu, MenuItem } from "@/ui/menu";
import { Colleagues } from "./colleagues";
import { useCounts } from "./counts";
import styles from "./sidebar.module.css";
import { UserMenu } from "./user-menu";

const ADMIN: { href: string; icon: LucideIcon; label: string }[] = [
  { href: paths.documents, icon: BookOpen, label: "Knowledge base" },
  { href: paths.cannedReplies, icon: Zap, label: "Canned replies" },
  { href: paths.team, icon: UsersRound, label: "People and teams" },
  { href: paths.inboxes, icon: Code, label: "Embed on your site" },
];

export function Sidebar() {
  const me = useMe();
  const { waiting, mine, unread } = useCounts();
  const [location, navigate] = useLocation();
  const isAdmin = me.role !== "agent";
  return (
    <nav
      className={cx(
        styles.sidebar,
        /^\/\w+\/[^/]+/.test(location) && !location.startsWith("/admin") && styles.deep,
      )}
      aria-label="Main"
    >
      <div className={styles.brand}>
        <Logo size={26} />
        <span className={styles.tenant}>{me.tenantName}</span>
      </div>
      <ul className={styles.items}>
        <Item href="/queue" icon={Inbox} label="Queue">
          <Count value={waiting} urgent={waiting > 0} label="waiting" />
        </Item>
        <Item href="/mine" icon={UserRound} label="Mine">
          <Count
            value={unread > 0 ? unread : mine.length}
            urgent={unread > 0}
            label={unread > 0 ? "unread" : "open"}
          />
        </Item>
        <Item href="/all" icon={MessagesSquare} label="All open" />
        <Item href="/closed" icon={Archive} label="Closed" />
        <Item href="/search" icon={Search} label="Search" />
      </ul>
      {isAdmin && (
        <>
          <p className={styles.heading}>Manage</p>
          <ul className={cx(styles.items, styles.admin)}>
            {ADMIN.map((item) => (
              <Item key={item.href} {...item} />
            ))}
          </ul>
          <div className={styles.compactAdmin}>
            <Menu
              side="right"
              align="end"
              trigger={
                <IconButton label="Manage">
                  <Settings size={18} />
                </IconButton>
              }
            >
              {ADMIN.map(({ href, icon: Icon, label }) => (
                <MenuItem key={href} icon={<Icon size={15} />} onSelect={() => navigate(href)}>
                  {label}
                </MenuItem>
              ))}
            </Menu>
          </div>
        </>
      )}
      <Colleagues />
      <UserMenu adminItems={isAdmin ? ADMIN : []} />
    </nav>
  );
}

interface ItemProps {
  href: string;
  icon: LucideIcon;
  label: string;
  children?: ReactNode;
}

function Item({ href, icon: Icon, label, children }: ItemProps) {
  const [location] = useLocation();
  const isHere = location === href || location.startsWith(`${href}/`);
  return (
    <li>
      <Link
        href={href}
        className={cx(styles.item, isHere && styles.here)}
        aria-current={isHere ? "page" : undefined}
        title={label}
      >
        <Icon size={17} aria-hidden />
        <span className={styles.label}>{label}</span>
        {children}
      </Link>
    </li>
  );
}
