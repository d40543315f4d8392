import { type Challenge, solve } from "./proof.model";

self.onmessage = (event: MessageEvent<Challenge>) => {
  self.postMessage(solve(event.data));
};
