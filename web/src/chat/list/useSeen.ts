import { type RefObject, useEffect, useState } from "react";

/** Whether something was in sight once: what nobody looks at is not asked for. */
export function useSeen(at: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (seen || !at.current) return undefined;
    const watcher = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
    });
    watcher.observe(at.current);
    return () => watcher.disconnect();
  }, [at, seen]);
  return seen;
}
