import { lazy } from "react";
import type { Place } from "./route";
import { Sheet } from "./Sheet";

// Each is loaded from here: what it needs is no weight at the door of others.
const Guest = lazy(async () => ({ default: (await import("@/community/visits/GuestView")).GuestView }));
const Poster = lazy(async () => ({ default: (await import("@/community/visits/PosterView")).PosterView }));

export default function Visit({ place }: { place: Place }) {
  const token = location.hash.slice(1);
  return <Sheet width="text">{place.page === "visit" && place.isGate ? <Poster token={token} /> : <Guest token={token} />}</Sheet>;
}
