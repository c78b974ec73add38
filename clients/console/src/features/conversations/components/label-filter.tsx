import { Tag } from "lucide-react";
import { labels } from "@/lib/resources";
import { Button } from "@/ui/button";
import { Menu, MenuChoice } from "@/ui/menu";

/** "" is every label. */
export function LabelFilter({ value, onChange }: { value: string; onChange: (label: string) => void }) {
  const known = labels.useList();
  const options = [
    { value: "", label: "All labels" },
    ...(known.data ?? []).map(({ name }) => ({ value: name, label: name })),
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
