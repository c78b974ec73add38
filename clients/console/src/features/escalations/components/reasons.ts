/** Why a human is needed, for people. */
export const REASONS: Record<string, string> = {
  requested: "The customer asked for a person",
  repeated_failure: "The bot failed several times",
  low_confidence: "The bot was not sure",
  anger: "The customer is angry",
  rule: "A rule of yours asked for it",
  agent: "A colleague passed it on",
};
