/** Files that are dragged over a place, and dropped there. */
import { type DragEvent, useRef, useState } from "react";

type Over = { isOver: boolean; drop: { onDragEnter: (event: DragEvent) => void; onDragOver: (event: DragEvent) => void; onDragLeave: () => void; onDrop: (event: DragEvent) => void } };

export function useDrop(onFiles: ((files: readonly File[]) => void) | undefined): Over {
  const [isOver, setOver] = useState(false);
  const depth = useRef(0);
  const carries = (event: DragEvent) => onFiles !== undefined && event.dataTransfer.types.includes("Files");
  const drop = {
    onDragEnter: (event: DragEvent) => {
      if (!carries(event)) return;
      depth.current += 1;
      setOver(true);
    },
    onDragOver: (event: DragEvent) => {
      if (carries(event)) event.preventDefault();
    },
    onDragLeave: () => {
      depth.current = Math.max(0, depth.current - 1);
      if (depth.current === 0) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      if (!carries(event)) return;
      event.preventDefault();
      depth.current = 0;
      setOver(false);
      onFiles?.([...event.dataTransfer.files]);
    },
  };
  return { isOver, drop };
}
