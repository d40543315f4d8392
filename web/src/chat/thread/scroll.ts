/** How a thread scrolls: it stays at its end while one is there, and stands still while something comes before or after. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

const NEAR_PX = 96;

export type Scroll = {
  scroller: RefObject<HTMLDivElement | null>;
  atEnd: boolean;
  toEnd: () => void;
  /** Looks where one is now: who went elsewhere is not drawn back to the end. */
  look: () => void;
};

/** `first` is the first number that is shown, `shape` changes whenever something else is shown. */
export function useScroll(first: number | undefined, shape: unknown, onTop: () => void): Scroll {
  const scroller = useRef<HTMLDivElement>(null);
  const before = useRef<{ first: number | undefined; height: number; started: boolean }>({ first: undefined, height: 0, started: false });
  const isAtEnd = useRef(true);
  const [atEnd, setAtEnd] = useState(true);

  const look = useCallback(() => {
    const own = scroller.current;
    if (!own) return;
    isAtEnd.current = own.scrollHeight - own.scrollTop - own.clientHeight < NEAR_PX;
    setAtEnd(isAtEnd.current);
    if (own.scrollTop < NEAR_PX * 2) onTop();
  }, [onTop]);

  useLayoutEffect(() => {
    const own = scroller.current;
    if (!own) return;
    const { first: earlier, height, started } = before.current;
    if (!started && first !== undefined) {
      const mark = own.querySelector(".new-line");
      if (mark) mark.scrollIntoView({ block: "center" });
      else own.scrollTop = own.scrollHeight;
      before.current.started = true;
    } else if (first !== undefined && earlier !== undefined && first < earlier) own.scrollTop += own.scrollHeight - height;
    else if (isAtEnd.current) own.scrollTop = own.scrollHeight;
    before.current = { ...before.current, first, height: own.scrollHeight };
    look();
  }, [first, shape, look]);

  useEffect(() => {
    const own = scroller.current;
    if (!own) return undefined;
    own.addEventListener("scroll", look, { passive: true });
    // A keyboard that opens, or a field that grows, must not hide the end.
    const watcher = new ResizeObserver(() => {
      if (isAtEnd.current) own.scrollTop = own.scrollHeight;
    });
    watcher.observe(own);
    return () => {
      own.removeEventListener("scroll", look);
      watcher.disconnect();
    };
  }, [look]);

  const toEnd = useCallback(() => {
    const own = scroller.current;
    if (own) own.scrollTop = own.scrollHeight;
  }, []);
  return { scroller, atEnd, toEnd, look };
}

/** Whether somebody can see the page. */
export function useVisible(): boolean {
  const [visible, setVisible] = useState(document.visibilityState === "visible");
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return visible;
}
