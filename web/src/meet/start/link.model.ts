/** A meeting's link. The passcode rides in the fragment, which no server and no log ever sees. */

export function meetingLink(origin: string, number: string, passcode?: string): string {
  return `${origin}/m/${number}${passcode ? `#p=${encodeURIComponent(passcode)}` : ""}`;
}

export function passcodeIn(fragment: string): string | undefined {
  return new URLSearchParams(fragment.replace(/^#/, "")).get("p") ?? undefined;
}
