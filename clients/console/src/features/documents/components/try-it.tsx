import { useState } from "react";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Card } from "@/ui/page";
import { Rich } from "@/ui/rich";
import rows from "@/ui/rows.module.css";
import { useTryDocuments, type Found } from "../api/try-documents";

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
        <div aria-live="polite">{search.data && <Verdict found={search.data} />}</div>
      </div>
      <ul>
        {search.data?.items.map((passage, index) => (
          <li key={index}>
            <div className={rows.row}>
              <div className={rows.text}>
                <p className={rows.title} dir="auto">
                  {[passage.title, passage.heading].filter(Boolean).join(" › ")}
                </p>
                <p className={rows.clamped} dir="auto">
                  {passage.text}
                </p>
              </div>
              <span className={rows.detail} title="Relevance, from 0 to 1">
                {passage.score.toFixed(2)}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Verdict({ found }: { found: Found }) {
  if (found.answer === null) {
    return (
      <p className={rows.detail}>The bot would say that it doesn't know and offer to connect an agent.</p>
    );
  }
  return (
    <blockquote className={rows.quote}>
      <Rich text={found.answer} />
    </blockquote>
  );
}
