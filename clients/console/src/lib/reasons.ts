/** Why a human is needed, for people. */
export const REASONS: Record<string, string> = {
  requested: "The customer asked for an agent",
  repeated_failure: "The bot couldn't answer repeatedly",
  low_confidence: "The bot wasn't sure",
  anger: "The customer is angry",
  rule: "A hand-over rule matched",
  // Transferred, given back, or left behind by an agent whose line ended: who and how is in the thread.
  agent: "Previously with an agent",
};
