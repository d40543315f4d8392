import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import type { RoomState, Sitter } from "./room.model";
import { gridFor, leadOf, pageOf, tilesMax } from "./stage.model";
import { Tile } from "./Tile";

export type View = "grid" | "speaker";

type StageProps = { room: RoomState; view: View; nameOf: (identity: string) => string };

/** The people and what they show. */
export function Stage({ room, view, nameOf }: StageProps) {
  const [pinned, setPinned] = useState<string>();
  const sharing = room.sitters.filter(({ screen }) => screen);
  const [surface, size] = useSize();
  const others = room.sitters.length > 1;
  return (
    <div className="stage" ref={surface}>
      {size && (view === "speaker" || sharing.length > 0) && (others || sharing.length > 0) ? (
        <SpeakerStage room={room} sharing={sharing} pinned={pinned} onPin={setPinned} nameOf={nameOf} size={size} />
      ) : size ? (
        <GridStage room={room} nameOf={nameOf} size={size} />
      ) : null}
    </div>
  );
}

type Size = { width: number; height: number };
type InnerProps = Pick<StageProps, "room" | "nameOf"> & { size: Size };

function GridStage({ room, nameOf, size }: InnerProps) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(0);
  const { shown, page, pages } = pageOf(room.sitters, room.spoke, tilesMax(size.width, size.height), wanted);
  const { width, height } = gridFor(shown.length, size.width, size.height - (pages > 1 ? 48 : 0));
  return (
    <>
      <ul className="grid">
        {shown.map((sitter) => (
          <Tile key={sitter.identity} sitter={sitter} name={nameOf(sitter.identity)} style={{ width, height }} />
        ))}
      </ul>
      {pages > 1 ? (
        <div className="pages">
          <button type="button" className="round" aria-label={t("room.previous_page")} disabled={page === 0} onClick={() => setWanted(page - 1)}>
            <Icon name="back" />
          </button>
          <span>{t("room.people_page", { page: page + 1, pages })}</span>
          <button type="button" className="round" aria-label={t("room.next_page")} disabled={page === pages - 1} onClick={() => setWanted(page + 1)}>
            <Icon name="next" />
          </button>
        </div>
      ) : null}
    </>
  );
}

type SpeakerProps = InnerProps & { sharing: readonly Sitter[]; pinned: string | undefined; onPin: (identity: string | undefined) => void };

const STRIP_PX = 112;

function SpeakerStage({ room, sharing, pinned, onPin, nameOf, size }: SpeakerProps) {
  const shared = sharing.find(({ me }) => !me) ?? sharing[0];
  const lead = shared ?? room.sitters.find(({ identity }) => identity === leadOf(room.sitters, room.spoke, pinned));
  if (!lead) return null;
  const rest = shared ? room.sitters : room.sitters.filter(({ identity }) => identity !== lead.identity);
  const high = Math.max(120, size.height - (rest.length > 0 ? STRIP_PX + 8 : 0));
  const tile = { width: Math.round((STRIP_PX * 16) / 9), height: STRIP_PX };
  return (
    <div className="speaker-view">
      <ul>
        <Tile sitter={lead} name={nameOf(lead.identity)} show={shared ? "screen" : "camera"} style={{ width: size.width, height: high }} />
      </ul>
      <ul className="strip">
        {rest.map((sitter) => (
          <Tile
            key={sitter.identity}
            sitter={sitter}
            name={nameOf(sitter.identity)}
            style={tile}
            pinned={pinned === sitter.identity}
            onPin={shared ? undefined : () => onPin(pinned === sitter.identity ? undefined : sitter.identity)}
          />
        ))}
      </ul>
    </div>
  );
}

function useSize() {
  const surface = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>();
  useEffect(() => {
    const element = surface.current;
    if (!element) return undefined;
    const watcher = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: Math.floor(entry.contentRect.width), height: Math.floor(entry.contentRect.height) });
    });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  return [surface, size] as const;
}
