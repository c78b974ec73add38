import { Tag } from "lucide-react";
import { Button } from "@/ui/button";
import { Menu, MenuChoice } from "@/ui/menu";
import { useLabels } from "../api/list-labels";

/** "" is every label. */
export function LabelFilter({ value, onChange }: { value: string; onChange: (label: string) => void }) {
  const labels = useLabels();
  const options = [
    { value: "", label: "All labels" },
    ...(labels.data ?? []).map(({ name }) => ({ value: name, label: name })),
  ];
  return (
    <Menu
      align="end"
      trigger={
        <Button small variant={value ? "secondary" : "ghost"}>
          <Tag size={13} aria-hidden /> {value || "All labels"}
        </Button>
      }
    >
      <MenuChoice label="Label" value={value} options={options} onChange={onChange} />
    </Menu>
  );
}
