/** `npx playwright test --config bench.config.ts`: what is measured in a browser. No test of the house is here. */
import config from "./playwright.config";

export default { ...config, testDir: "bench", reporter: [["list"]] as const };
