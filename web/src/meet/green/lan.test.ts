import { expect, test, vi } from "vitest";
import { askLocalNetworkOnce } from "./lan";

const kept = vi.hoisted(() => new Map<string, unknown>());
vi.mock("@/ui/memory", () => ({ recall: (key: string) => kept.get(key), remember: (key: string, value: unknown) => void kept.set(key, value) }));

test("the local network is asked for once, and again only where nobody was there to ask", () => {
  const nobody = vi.fn(() => false);
  askLocalNetworkOnce(nobody);
  const shell = vi.fn(() => true);
  for (let times = 0; times < 3; times++) askLocalNetworkOnce(shell);
  expect(nobody).toHaveBeenCalledTimes(1);
  expect(shell).toHaveBeenCalledTimes(1);
});
