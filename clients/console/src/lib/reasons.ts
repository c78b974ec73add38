/** Why a human is needed, for people. */
export const REASONS: Record<string, string> = {
  requested: "The customer asked for an agent",
  repeated_failure: "The bot failed several times",
  low_confidence: "The bot was not sure",
  anger: "The customer is angry",
  rule: "One of your rules matched",
  // Transferred, given back, or left behind by an agent whose line ended: who and how is in the thread.
  agent: "Was with an agent before",
};
