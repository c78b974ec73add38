import type { UseMutationResult, UseQueryResult } from "@tanstack/react-query";
import { ChevronRight, Pencil, Plus, Search, Trash2, type LucideIcon } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Link } from "wouter";
import { errorText } from "@/lib/error-text";
import { Button, IconButton } from "./button";
import { Confirm } from "./dialog";
import { Empty } from "./empty";
import { TextField } from "./field";
import { Card, Page } from "./page";
import rows from "./rows.module.css";
import { SkeletonList } from "./skeleton";

/** With more rows than this one looks for a name rather than through all of them. */
const MANY = 12;

interface ListingProps<Item extends { id: string }> {
  title: string;
  lead: ReactNode;
  icon: LucideIcon;
  /** One of them, for the buttons: "New label". */
  noun: string;
  query: UseQueryResult<Item[]>;
  /** Said while there is none. */
  nothing: string;
  nameOf: (item: Item) => string;
  children: (item: Item) => RowParts;
  /** Makes one (null) or changes it; left out where neither is possible. */
  form?: (item: Item | null, onClose: () => void) => ReactNode;
  /** Rows lead to a page of their own instead of the form. */
  hrefOf?: (item: Item) => string;
  isFixed?: boolean;
  removal?: Removal<Item>;
}

export interface RowParts {
  mark?: ReactNode;
  title: ReactNode;
  detail?: ReactNode;
  aside?: ReactNode;
  /** After the buttons that every row has. */
  more?: ReactNode;
}

interface Removal<Item> {
  verb?: string;
  mutation: UseMutationResult<unknown, Error, string>;
  /** What is lost by it. */
  text: (item: Item) => ReactNode;
}

/** The page of one kind of thing: all of them as rows, made, changed and removed in place. */
export function Listing<Item extends { id: string }>(props: ListingProps<Item>) {
  const { title, lead, icon, noun, query, nothing, nameOf, children, form, hrefOf, isFixed, removal } = props;
  const [edited, setEdited] = useState<Item | "new" | null>(null);
  const [doomed, setDoomed] = useState<Item | null>(null);
  const [wanted, setWanted] = useState("");
  const items = query.data ?? [];
  const found = items.filter((item) => nameOf(item).toLowerCase().includes(wanted.trim().toLowerCase()));
  const verb = removal?.verb ?? "Delete";
  return (
    <Page
      title={title}
      lead={lead}
      action={
        form && (
          <Button variant="primary" onClick={() => setEdited("new")}>
            <Plus size={15} aria-hidden /> New {noun}
          </Button>
        )
      }
    >
      {items.length > MANY && (
        <TextField
          label={`Find ${article(noun)} ${noun}`}
          bare
          type="search"
          placeholder={`Find ${article(noun)} ${noun}`}
          icon={<Search size={15} aria-hidden />}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      )}
      <Card>
        <State query={query} icon={icon} title={title} nothing={nothing} />
        {items.length > 0 && found.length === 0 && <Empty icon={icon} title={`No matching ${noun}`} />}
        <ul aria-label={title}>
          {found.map((item) => (
            <li key={item.id}>
              <Row parts={children(item)} href={hrefOf?.(item)}>
                {form && !hrefOf && !isFixed && (
                  <IconButton label={`Edit ${nameOf(item)}`} onClick={() => setEdited(item)}>
                    <Pencil size={15} />
                  </IconButton>
                )}
                {removal && (
                  <IconButton label={`${verb} ${nameOf(item)}`} onClick={() => setDoomed(item)}>
                    <Trash2 size={15} />
                  </IconButton>
                )}
              </Row>
            </li>
          ))}
        </ul>
      </Card>
      {edited && form?.(edited === "new" ? null : edited, () => setEdited(null))}
      {removal && doomed && (
        <Confirm
          open
          title={`${verb} this ${noun}?`}
          confirm={verb}
          busy={removal.mutation.isPending}
          onClose={() => setDoomed(null)}
          onConfirm={() => removal.mutation.mutate(doomed.id, { onSettled: () => setDoomed(null) })}
        >
          {removal.text(doomed)}
        </Confirm>
      )}
    </Page>
  );
}

/** By sound, which for our nouns is by letter: an inbox, an API key. */
const article = (noun: string) => (/^[aeiou]/i.test(noun) ? "an" : "a");

/** "Canned replies" in the middle of a sentence; "API keys" stays as it is. */
const inSentence = (title: string) =>
  /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;

type StateProps = Pick<ListingProps<{ id: string }>, "query" | "icon" | "title" | "nothing">;

/** What stands in for the rows: they come, they did not, or there are none. */
export function State({ query, icon, title, nothing }: StateProps) {
  if (query.isPending) return <SkeletonList rows={3} label={`Loading ${inSentence(title)}`} />;
  if (query.isError) {
    return (
      <Empty
        icon={icon}
        title="Couldn't load the list"
        action={<Button onClick={() => void query.refetch()}>Try again</Button>}
      >
        {errorText(query.error).detail}
      </Empty>
    );
  }
  if (query.data.length > 0) return null;
  return (
    <Empty icon={icon} title={`No ${inSentence(title)} yet`}>
      {nothing}
    </Empty>
  );
}

function Row({ parts, href, children }: { parts: RowParts; href?: string | undefined; children: ReactNode }) {
  const { mark, title, detail, aside, more } = parts;
  return (
    <div className={rows.row}>
      {mark}
      <div className={rows.text}>
        <p className={rows.title} dir="auto">
          {href ? <Link href={href}>{title}</Link> : title}
        </p>
        {detail && (
          <p className={rows.detail} dir="auto">
            {detail}
          </p>
        )}
      </div>
      {aside}
      {children}
      {more}
      {href && <ChevronRight size={16} aria-hidden />}
    </div>
  );
}
