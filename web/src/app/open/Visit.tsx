import { lazy } from "react";
import type { Place } from "./route";
import { Sheet } from "./Sheet";

// Each is loaded from here: what it needs is no weight at the door of others.
const Guest = lazy(async () => ({ default: (await import("@/community/visits/GuestView")).GuestView }));
const Poster = lazy(async () => ({ default: (await import("@/community/visits/PosterView")).PosterView }));
// A screen on a site stands there as a visitor does: without an account, by a link.
const Screen = lazy(async () => ({ default: (await import("@/office/attendance/ScreenView")).ScreenView }));
// Whoever is invited by mail has no account either.
const Invited = lazy(async () => ({ default: (await import("@/office/invited/InvitedView")).InvitedView }));

export default function Visit({ place }: { place: Place }) {
  const token = location.hash.slice(1);
  if (location.pathname === "/screen") {
    return (
      <Sheet width="text">
        <Screen token={token} />
      </Sheet>
    );
  }
  if (location.pathname === "/invited") {
    return (
      <Sheet width="text">
        <Invited token={token} />
      </Sheet>
    );
  }
  return <Sheet width="text">{place.page === "visit" && place.isGate ? <Poster token={token} /> : <Guest token={token} />}</Sheet>;
}
