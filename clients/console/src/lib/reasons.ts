/** Why a human is needed, for people. */
export const REASONS: Record<string, string> = {
  requested: "The customer asked for an agent",
  repeated_failure: "The bot failed several times",
  low_confidence: "The bot was not sure",
  anger: "The customer is angry",
  rule: "One of your rules matched",
  agent: "Transferred by a colleague",
};
