import { Archive, Inbox, MessagesSquare, Search, Settings, UserRound } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { cx } from "@/lib/cx";
import { paths } from "@/lib/paths";
import { useMe } from "@/lib/session";
import { Count } from "@/ui/badge";
import { Logo } from "@/ui/logo";
import nav from "@/ui/nav.module.css";
import { Colleagues } from "./colleagues";
import { useCounts } from "./counts";
import styles from "./sidebar.module.css";
import { UserMenu } from "./user-menu";

export function Sidebar() {
  const me = useMe();
  const { waiting, mineCount, unread } = useCounts();
  const [location] = useLocation();
  return (
    <nav className={cx(styles.sidebar, /^\/\w+\/[^/]+/.test(location) && styles.deep)} aria-label="Main">
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
            value={unread > 0 ? unread : mineCount}
            urgent={unread > 0}
            label={unread > 0 ? "unread" : "open"}
          />
        </Item>
        <Item href="/all" icon={MessagesSquare} label="All open" />
        <Item href="/closed" icon={Archive} label="Closed" />
        <Item href={paths.search} icon={Search} label="Search" />
        {/* On a phone it is in the menu of the user. */}
        <Item href={paths.settings()} icon={Settings} label="Settings" className={styles.notOnPhone} />
      </ul>
      <Colleagues />
      <UserMenu />
    </nav>
  );
}

interface ItemProps {
  href: string;
  icon: LucideIcon;
  label: string;
  className?: string | undefined;
  children?: ReactNode;
}

function Item({ href, icon: Icon, label, className, children }: ItemProps) {
  const [location] = useLocation();
  const isHere = location === href || location.startsWith(`${href}/`);
  return (
    <li className={className}>
      <Link
        href={href}
        className={cx(nav.item, styles.item, isHere && styles.here)}
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
