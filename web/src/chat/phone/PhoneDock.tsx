/** Somebody asks one into a telephone conference, over whatever page one is on. What shows it is fetched when somebody does. */
import { lazy, Suspense, useCallback, useState } from "react";
import type { Frame } from "@/api/stream";
import { useHint } from "../live/work";

const PhoneAsked = lazy(async () => ({ default: (await import("./PhoneAsked")).PhoneAsked }));

export function PhoneDock() {
  const [asked, setAsked] = useState<{ phone: string; by: string; silent: boolean }>();
  const rung = useCallback(({ body }: Frame) => {
    const { phone, by, silent } = body;
    if (typeof phone === "string" && typeof by === "string") setAsked({ phone, by, silent: silent === true });
  }, []);
  useHint("phone.ringing", rung);
  return asked ? (
    <Suspense fallback={null}>
      <PhoneAsked key={asked.phone} asked={asked} onClose={() => setAsked(undefined)} />
    </Suspense>
  ) : null;
}
