import type { components } from "@chorus/wire";
import { useQuery } from "@tanstack/react-query";
import { ChartNoAxesColumn } from "lucide-react";
import { api } from "@/lib/api";
import { errorText } from "@/lib/error-text";
import { Empty } from "@/ui/empty";
import { Card, Page } from "@/ui/page";
import { Loading } from "@/ui/spinner";
import styles from "./usage-page.module.css";

type Usage = components["schemas"]["UsageRead"];

const PURPOSES: Record<string, string> = { brief: "Briefs", bot: "The bot's answers" };
const count = new Intl.NumberFormat();
const dollars = new Intl.NumberFormat(undefined, {
  style: "currency",
  currency: "USD",
  maximumFractionDigits: 4,
});

export function UsagePage() {
  const usage = useQuery({
    queryKey: ["usage"],
    queryFn: ({ signal }) => api.get<Usage>("/v1/usage", undefined, { signal }),
  });
  return (
    <Page title="Usage" lead="What the language models were asked in the last 30 days, and what it cost.">
      <Card>
        {usage.isPending && <Loading label="Loading the usage" />}
        {usage.isError && (
          <Empty icon={ChartNoAxesColumn} title="The usage did not load">
            {errorText(usage.error).detail}
          </Empty>
        )}
        {usage.data?.items.length === 0 && (
          <Empty icon={ChartNoAxesColumn} title="No model was used">
            Rules and retrieval cost nothing.
          </Empty>
        )}
        {usage.data && usage.data.items.length > 0 && <Table usage={usage.data} />}
      </Card>
    </Page>
  );
}

function Table({ usage }: { usage: Usage }) {
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">For</th>
            <th scope="col">Model</th>
            <th scope="col">Calls</th>
            <th scope="col">Tokens in</th>
            <th scope="col">Tokens out</th>
            <th scope="col">Cost</th>
          </tr>
        </thead>
        <tbody>
          {usage.items.map((line) => (
            <tr key={`${line.purpose} ${line.model}`}>
              <th scope="row">{PURPOSES[line.purpose] ?? line.purpose}</th>
              <td>{line.model}</td>
              <td>{count.format(line.calls)}</td>
              <td>{count.format(line.inputTokens)}</td>
              <td>{count.format(line.outputTokens)}</td>
              <td>{dollars.format(line.costUsd)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={5}>
              In all
            </th>
            <td>{dollars.format(usage.totalCostUsd)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
