import { useState } from "react";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Card } from "@/ui/page";
import rows from "@/ui/rows.module.css";
import { useTryDocuments } from "../api/try-documents";

/** What the bot would find: to see whether a question is covered before a customer asks it. */
export function TryIt() {
  const [question, setQuestion] = useState("");
  const search = useTryDocuments();
  return (
    <Card title="Try a question">
      <div className={rows.padded}>
        <form
          className={rows.inline}
          onSubmit={(event) => {
            event.preventDefault();
            if (question.trim()) search.mutate(question.trim());
          }}
        >
          <TextField
            label="Question"
            bare
            placeholder="How long does a refund take?"
            value={question}
            onChange={(event) => setQuestion(event.target.value)}
          />
          <Button type="submit" busy={search.isPending}>
            Find
          </Button>
        </form>
        <div aria-live="polite">
          {search.data?.items.length === 0 && (
            <p className={rows.detail}>Nothing fits. The bot would say that it does not know.</p>
          )}
        </div>
      </div>
      <ul>
        {search.data?.items.map((passage, index) => (
          <li key={index}>
            <div className={rows.row}>
              <div className={rows.text}>
                <p className={rows.title}>{passage.title}</p>
                <p>{passage.text}</p>
              </div>
              <span className={rows.detail}>{passage.score.toFixed(2)}</span>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
