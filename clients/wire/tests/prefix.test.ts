import { describe, expect, it } from "vitest";
import { prefixBefore } from "../src/index.ts";

describe("the prefix of a page's address", () => {
  it.each([
    ["/console/", ""],
    ["/console/mine/42", ""],
    ["/console", ""],
    ["/chat/console/mine", "/chat"],
    ["/a/b/console/", "/a/b"],
    ["/console-2/console/mine", "/console-2"],
    ["/chat/console/search/console/", "/chat"],
    ["/", ""],
  ])("of %s is %s", (pathname, prefix) => {
    expect(prefixBefore("console", pathname)).toBe(prefix);
  });
});
