import { type ReactNode, useEffect, useRef, useState } from "react";
import "./doors.css";

/** How long a button is held before it acts: nobody opens a door by touching a pocket. */
const HOLD_MS = 800;

type HoldProps = { children: (holds: boolean) => ReactNode; name?: string; busy?: boolean; className?: string; onHeld: () => void };

/** A button that acts when it was held, with a finger or a key. */
export function Hold({ children, name, busy = false, className = "button door hold", onHeld }: HoldProps) {
  const timer = useRef<number>(undefined);
  const [holds, setHolds] = useState(false);
  const begin = () => {
    if (busy || timer.current !== undefined) return;
    setHolds(true);
    timer.current = window.setTimeout(() => {
      end();
      onHeld();
    }, HOLD_MS);
  };
  const end = () => {
    window.clearTimeout(timer.current);
    timer.current = undefined;
    setHolds(false);
  };
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const isKey = (key: string) => key === " " || key === "Enter";
  return (
    <button
      type="button"
      className={holds ? `${className} held` : className}
      aria-label={name}
      aria-busy={busy}
      disabled={busy}
      onPointerDown={begin}
      onPointerUp={end}
      onPointerLeave={end}
      onPointerCancel={end}
      onBlur={end}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (!isKey(event.key)) return;
        event.preventDefault();
        if (!event.repeat) begin();
      }}
      onKeyUp={(event) => {
        if (isKey(event.key)) end();
      }}
    >
      {children(holds)}
    </button>
  );
}
