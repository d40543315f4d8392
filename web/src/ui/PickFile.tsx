import { type ComponentProps, useRef } from "react";
import { Button } from "./plain";

type Look = Pick<ComponentProps<typeof Button>, "icon" | "busy" | "disabled" | "children">;

/** A button that asks for one file, in the words of the page and not in those of the browser. */
export function PickFile({ accept, onPick, ...look }: Look & { accept: string; onPick: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file may be picked again.
          event.target.value = "";
          if (file) onPick(file);
        }}
      />
      <Button {...look} onClick={() => input.current?.click()} />
    </>
  );
}
