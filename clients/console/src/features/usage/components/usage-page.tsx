import type { Schemas } from "@chorus/wire";
import { useQuery } from "@tanstack/react-query";
import { ChartNoAxesColumn } from "lucide-react";
import { api } from "@/lib/api";
import { errorText } from "@/lib/error-text";
import { Empty } from "@/ui/empty";
import { Card, Page } from "@/ui/page";
import { Loading } from "@/ui/spinner";
import styles from "./usage-page.module.css";

type Usage = Schemas["UsageRead"];

const PURPOSES: Record<string, string> = { brief: "Briefs", bot: "Bot answers" };
const count = new Intl.NumberFormat();
const dollars = new Intl.NumberFormat(undefined, {
  style: "currency",
  currency: "USD",
  maximumFractionDigits: 4,
});

export function UsagePage() {
  const usage = useQuery({
    queryKey: ["usage"],
    queryFn: ({ signal }) => api.get("/v1/usage", { signal }),
  });
  return (
    <Page title="Usage" lead="Language model usage and cost in the last 30 days">
      <Card>
        {usage.isPending && <Loading label="Loading usage" />}
        {usage.isError && (
          <Empty icon={ChartNoAxesColumn} title="Couldn't load the usage">
            {errorText(usage.error).detail}
          </Empty>
        )}
        {usage.data?.items.length === 0 && (
          <Empty icon={ChartNoAxesColumn} title="No usage in the last 30 days">
            Rules and retrieval are free.
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
            <th scope="col">Purpose</th>
            <th scope="col">Model</th>
            <th scope="col">Calls</th>
            <th scope="col">Input tokens</th>
            <th scope="col">Output tokens</th>
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
              Total
            </th>
            <td>{dollars.format(usage.totalCostUsd)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
