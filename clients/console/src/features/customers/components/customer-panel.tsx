import type { Conversation } from "@chorus/wire";
import { BadgeCheck, Mail, MessageSquare, Pencil, Phone } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { customerName } from "@/lib/customer-name";
import { errorText } from "@/lib/error-text";
import { languageName } from "@/lib/language-name";
import { linkOf, pageName } from "@/lib/page-name";
import { shortTime, useNow } from "@/lib/time";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { Section } from "@/ui/section";
import { Spinner } from "@/ui/spinner";
import { useCustomer, type Customer } from "../api/get-customer";
import { useEarlier } from "../api/list-earlier";
import { BlockCustomer } from "./block-customer";
import { CustomerForm } from "./customer-form";
import styles from "./customer-panel.module.css";

interface CustomerPanelProps {
  conversation: Conversation;
  hrefOf: (conversationId: string) => string;
}

export function CustomerPanel({ conversation, hrefOf }: CustomerPanelProps) {
  const query = useCustomer(conversation.customer.id);
  const [isEditing, setEditing] = useState(false);
  return (
    <>
      <Section
        name="customer"
        title="Customer"
        aside={
          query.data &&
          !isEditing && (
            <IconButton label="Edit customer" small onClick={() => setEditing(true)}>
              <Pencil size={14} />
            </IconButton>
          )
        }
      >
        {query.isPending && <Spinner />}
        {query.isError && <p className={styles.muted}>{errorText(query.error).detail}</p>}
        {query.data && isEditing && <CustomerForm customer={query.data} onDone={() => setEditing(false)} />}
        {query.data && !isEditing && (
          <>
            <Details customer={query.data} language={conversation.language} page={conversation.page} />
            <BlockCustomer customer={query.data} conversation={conversation} />
          </>
        )}
      </Section>
      <Earlier customerId={conversation.customer.id} exceptId={conversation.id} hrefOf={hrefOf} />
    </>
  );
}

interface DetailsProps {
  customer: Customer;
  language: string | null;
  page: string | null;
}

function Details({ customer, language, page }: DetailsProps) {
  const attributes = Object.entries(customer.attributes);
  return (
    <div className={styles.details}>
      <p className={styles.name}>
        <bdi>{customerName(customer)}</bdi>
        {customer.isVerified && (
          <span className={styles.verified} title="Verified by your site">
            <BadgeCheck size={14} aria-hidden /> Verified
          </span>
        )}
        {customer.isBlocked && <Badge tone="danger">Blocked</Badge>}
      </p>
      <p className={styles.line}>
        <Mail size={14} aria-hidden />
        {customer.email ? (
          <a href={`mailto:${customer.email}`}>{customer.email}</a>
        ) : (
          <span className={styles.none}>No e-mail</span>
        )}
      </p>
      <p className={styles.line}>
        <Phone size={14} aria-hidden />
        {customer.phone ? (
          <a href={`tel:${customer.phone}`}>{customer.phone}</a>
        ) : (
          <span className={styles.none}>No phone</span>
        )}
      </p>
      {(attributes.length > 0 || language || page) && (
        <dl className={styles.attributes}>
          {language && <Attribute name="Language" value={languageName(language)} />}
          {page && <StartedOn address={page} />}
          {attributes.map(([name, value]) => (
            <Attribute key={name} name={name} value={plain(value)} />
          ))}
        </dl>
      )}
    </div>
  );
}

function Attribute({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{value}</dd>
    </div>
  );
}

/** Customers can say any address, so the whole of it is there to be read before it is followed. */
function StartedOn({ address }: { address: string }) {
  return (
    <div>
      <dt>Started on</dt>
      <dd dir="ltr">
        <a href={linkOf(address)} title={address} target="_blank" rel="noopener noreferrer">
          {pageName(address)}
        </a>
      </dd>
    </div>
  );
}

function Earlier({
  customerId,
  exceptId,
  hrefOf,
}: {
  customerId: string;
  exceptId: string;
  hrefOf: (id: string) => string;
}) {
  const query = useEarlier(customerId, exceptId);
  const now = useNow(60_000);
  return (
    <Section name="earlier" title="Earlier conversations">
      {query.data?.length === 0 && <p className={styles.muted}>No earlier conversations</p>}
      <ul className={styles.earlier}>
        {query.data?.map((one) => (
          <li key={one.id}>
            <Link href={hrefOf(one.id)}>
              <MessageSquare size={14} aria-hidden />
              <span className={styles.preview} dir="auto">
                {(one.lastCustomerMessage ?? one.lastMessage)?.preview ?? "No messages"}
              </span>
              <time dateTime={one.createdAt}>{shortTime(one.createdAt, now)}</time>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function plain(value: unknown): string {
  if (typeof value === "string") return value;
  return JSON.stringify(value);
}
