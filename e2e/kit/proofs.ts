/** What a browser test proved: the same line that `kit::proofs` writes on the server's side. */
import { appendFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "@playwright/test";
import { root } from "./house";

/**
 * Writes down that this test proves a row of the ledger, and the operations and jobs it drove to show it. To be called at
 * the very end. The title of the test says `proves: ID`.
 */
export function proved(id: string, operations: readonly string[]): void {
  const path = process.env["COURTYARD_PROOFS"] ?? join(root, "target/proofs.jsonl");
  const line = { id, test: test.info().title, operations, profile: process.env["COURTYARD_TEST_PROFILE"] ?? "courtyard", crate: "e2e" };
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, `${JSON.stringify(line)}\n`);
}
