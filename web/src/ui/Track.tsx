/** A picture or a sound of a room, played while it is there. Whoever shows it knows whose it is. */
import { type ComponentProps, type RefObject, useEffect, useRef } from "react";

/** What is attached to an element, as the media library has it. */
type Attachable = { attach(element: HTMLMediaElement): unknown; detach(element: HTMLMediaElement): unknown };

function useAttached<Media extends HTMLMediaElement>(track: Attachable): RefObject<Media | null> {
  const at = useRef<Media>(null);
  useEffect(() => {
    const element = at.current;
    if (!element) return undefined;
    track.attach(element);
    return () => void track.detach(element);
  }, [track]);
  return at;
}

export function Picture({ track, ...more }: Omit<ComponentProps<"video">, "ref"> & { track: Attachable }) {
  return <video ref={useAttached<HTMLVideoElement>(track)} autoPlay playsInline muted {...more} />;
}

export function Sound({ track }: { track: Attachable }) {
  return <audio ref={useAttached<HTMLAudioElement>(track)} autoPlay />;
}
