import { Building2 } from "lucide-react";
import { errorText } from "@/lib/error-text";
import { toastSuccess } from "@/lib/toasts";
import { Empty } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { FormCard } from "@/ui/form-card";
import form from "@/ui/form.module.css";
import { Page } from "@/ui/page";
import { Loading } from "@/ui/spinner";
import { useTenant, useUpdateTenant, type Tenant } from "../api/tenant";
import { FilesCard } from "./files-card";
import { RulesCard } from "./rules-card";

export function TenantPage() {
  const tenant = useTenant();
  if (tenant.isPending) return <Loading label="Loading settings" />;
  if (tenant.isError) {
    return (
      <Empty icon={Building2} title="Couldn't load the settings">
        {errorText(tenant.error).detail}
      </Empty>
    );
  }
  return (
    <Page title="General" lead="Settings for all inboxes">
      <NameCard tenant={tenant.data} />
      <RulesCard rules={tenant.data.settings.escalationRules ?? []} />
      <AbsenceCard tenant={tenant.data} />
      <FilesCard tenant={tenant.data} />
      <ModelCard tenant={tenant.data} />
    </Page>
  );
}

function NameCard({ tenant }: { tenant: Tenant }) {
  const update = useUpdateTenant();
  return (
    <FormCard
      title="Name"
      mutation={update}
      onSubmit={({ text }) =>
        update.mutate({ name: text("name") }, { onSuccess: () => toastSuccess("Name saved") })
      }
    >
      <div className={form.pair}>
        <TextField
          label="Company"
          name="name"
          required
          maxLength={100}
          defaultValue={tenant.name}
          hint="Shown to customers in the chat."
        />
        <TextField
          label="Short name"
          value={tenant.slug}
          readOnly
          hint="Used to log in when an e-mail belongs to several companies."
        />
      </div>
    </FormCard>
  );
}

function ModelCard({ tenant }: { tenant: Tenant }) {
  const update = useUpdateTenant();
  const limit = tenant.settings.modelTokensPerDay;
  return (
    <FormCard
      title="Language model"
      lead={`Your plan (“${tenant.tier}”) determines which language model is used, if any.`}
      mutation={update}
      onSubmit={({ text }) => {
        const typed = text("modelTokensPerDay");
        update.mutate(
          { settings: { modelTokensPerDay: typed === "" ? null : Number(typed) } },
          { onSuccess: () => toastSuccess("Limit saved") },
        );
      }}
    >
      <TextField
        label="Tokens per day"
        name="modelTokensPerDay"
        type="number"
        min={0}
        max={1_000_000_000}
        step={1}
        inputMode="numeric"
        title="Enter a whole number up to 1,000,000,000."
        defaultValue={limit ?? ""}
        hint="When the limit for the last 24 hours is reached, answers come from rules. Leave empty for the default (2,000,000)."
      />
    </FormCard>
  );
}

function AbsenceCard({ tenant }: { tenant: Tenant }) {
  const update = useUpdateTenant();
  const seconds = tenant.settings.absentAgentSeconds;
  return (
    <FormCard
      title="Disconnected agents"
      lead="When an agent loses the connection, their conversations return to the queue and keep their place."
      mutation={update}
      onSubmit={({ text }) => {
        const typed = text("absentAgentSeconds");
        update.mutate(
          { settings: { absentAgentSeconds: typed === "" ? null : Number(typed) } },
          { onSuccess: () => toastSuccess("Delay saved") },
        );
      }}
    >
      <TextField
        label="Delay in seconds"
        name="absentAgentSeconds"
        type="number"
        min={60}
        max={3600}
        step={1}
        inputMode="numeric"
        title="Enter a whole number from 60 to 3600."
        defaultValue={seconds ?? ""}
        hint="Agents who reconnect in time keep their conversations. Leave empty for the default (120)."
      />
    </FormCard>
  );
}
