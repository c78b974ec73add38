import { afterEach, expect } from "vitest";
import { takeViolations } from "../../wire/tests/contract.ts";

afterEach(() => expect(takeViolations()).toEqual([]));
