/**
 * The persimmon of the courtyard, in twelve moods: our own drawings. They hold no words, and their colours stand on a light
 * ground as on a dark one.
 */
import type { ReactNode } from "react";
import type { StickerId } from "./sticker.model";

const INK = "#3B2A20";
const FRUIT = "#E28B36";
const SHADE = "#C96F1F";
const SHINE = "#F2B26B";
const LEAF = "#2F7A69";
const LEAF_DEEP = "#27685A";
const DOOR = "#C2402E";
const CREAM = "#FFF6E6";
const WATER = "#6FB1D6";
const CLOUD = "#A9B6BE";
const GOLD = "#F2C14E";

type Look = "open" | "glad" | "shut" | "wink" | "up" | "low";
type Say = "smile" | "laugh" | "small" | "down" | "firm";

const line = { fill: "none", stroke: INK, strokeWidth: 3.4, strokeLinecap: "round", strokeLinejoin: "round" } as const;
const limb = { fill: "none", stroke: SHADE, strokeWidth: 8, strokeLinecap: "round", strokeLinejoin: "round" } as const;

function Eyes({ look }: { look: Look }) {
  if (look === "glad") return <path {...line} d="M37 69q5-8 10 0M73 69q5-8 10 0" />;
  if (look === "shut") return <path {...line} d="M37 67q5 6 10 0M73 67q5 6 10 0" />;
  if (look === "wink") {
    return (
      <>
        <circle cx="42" cy="67" r="4.4" fill={INK} />
        <path {...line} d="M73 68q5-7 10 0" />
      </>
    );
  }
  const [dx, dy] = look === "up" ? [2, -3] : look === "low" ? [0, 3] : [0, 0];
  return (
    <>
      {[42, 78].map((x) => (
        <g key={x}>
          <circle cx={x + dx} cy={67 + dy} r="4.6" fill={INK} />
          <circle cx={x + dx + 1.6} cy={65.2 + dy} r="1.5" fill={CREAM} />
        </g>
      ))}
    </>
  );
}

function Mouth({ say }: { say: Say }) {
  if (say === "laugh") {
    return (
      <>
        <path d="M48 76h24c0 10-5 16-12 16s-12-6-12-16Z" fill={INK} />
        <path d="M53 88c2-4 12-4 14 0-2 3-4.5 4-7 4s-5-1-7-4Z" fill={DOOR} />
      </>
    );
  }
  if (say === "small") return <path {...line} d="M56 80q4 4 8 0" />;
  if (say === "down") return <path {...line} d="M52 84q8-8 16 0" />;
  if (say === "firm") return <path {...line} d="M53 81h14" />;
  return <path {...line} d="M50 77q10 11 20 0" />;
}

/** The fruit with its leaves and its face; `behind` stands before nothing, `children` before all. */
function Fruit({ look, say, tilt = 0, bare = false, behind, children }: { look: Look; say: Say; tilt?: number; bare?: boolean; behind?: ReactNode; children?: ReactNode }) {
  return (
    <g transform={`rotate(${tilt} 60 78)`}>
      {behind}
      <path d="M60 34c24-7 47 6 47 34 0 27-20 43-47 43S13 95 13 68c0-28 23-41 47-34Z" fill={FRUIT} />
      <path d="M105 58c4 31-16 53-45 53-18 0-33-7-41-20 9 6 19 9 31 9 30 0 51-15 55-42Z" fill={SHADE} opacity=".55" />
      <path d="M24 58c2-10 9-16 18-17" fill="none" stroke={SHINE} strokeWidth="5" strokeLinecap="round" />
      {bare ? null : <Leaves />}
      <ellipse cx="31" cy="77" rx="6.5" ry="4" fill={DOOR} opacity=".38" />
      <ellipse cx="89" cy="77" rx="6.5" ry="4" fill={DOOR} opacity=".38" />
      <Eyes look={look} />
      <Mouth say={say} />
      {children}
    </g>
  );
}

function Leaves() {
  return (
    <>
      <path d="M60 36c-8-10-20-11-29-4 6 10 18 13 29 8Z" fill={LEAF} />
      <path d="M60 36c8-10 20-11 29-4-6 10-18 13-29 8Z" fill={LEAF} />
      <path d="M60 34c-7 4-9 12-5 19 9-1 13-9 12-17Z" fill={LEAF_DEEP} />
      <path d="M60 36c-1-6 0-10 4-14" fill="none" stroke={INK} strokeWidth="4.5" strokeLinecap="round" />
    </>
  );
}

function Heart({ x, y, size }: { x: number; y: number; size: number }) {
  return <path transform={`translate(${x} ${y}) scale(${size})`} d="M0 8C-12 0-9-9-4-9c2 0 3.5 1.5 4 3 .5-1.5 2-3 4-3 5 0 8 9-4 17Z" fill={DOOR} />;
}

function Star({ x, y, size = 1, fill = GOLD }: { x: number; y: number; size?: number; fill?: string }) {
  return <path transform={`translate(${x} ${y}) scale(${size})`} d="m0-7 2 5 5 2-5 2-2 5-2-5-5-2 5-2Z" fill={fill} />;
}

function Drop({ x, y, size = 1 }: { x: number; y: number; size?: number }) {
  return <path transform={`translate(${x} ${y}) scale(${size})`} d="M0-8c4 5 5 7 5 9a5 5 0 0 1-10 0c0-2 1-4 5-9Z" fill={WATER} />;
}

const drawings: Record<StickerId, () => ReactNode> = {
  hello: () => (
    <Fruit look="open" say="laugh" tilt={-4} behind={<path {...limb} d="M100 72q14-12 12-34" />}>
      <circle cx="112" cy="34" r="7" fill={FRUIT} />
      <path {...limb} d="M17 82q-10 4-12 13" />
      <path {...line} stroke={GOLD} d="M99 22l-5-6M110 19V10M120 24l5-7" />
    </Fruit>
  ),
  thanks: () => (
    <Fruit look="shut" say="smile" tilt={7}>
      <path {...limb} d="M22 88q14 14 30 9M98 88q-14 14-30 9" />
      <circle cx="55" cy="97" r="7.5" fill={FRUIT} stroke={SHADE} strokeWidth="2" />
      <circle cx="65" cy="97" r="7.5" fill={SHINE} stroke={SHADE} strokeWidth="2" />
      <Star x={14} y={38} size={0.9} />
      <Star x={108} y={34} size={0.7} />
    </Fruit>
  ),
  good: () => (
    <Fruit look="wink" say="smile">
      <path {...limb} d="M18 84q-9 3-11 12M100 88q4 6 2 8" />
      <circle cx="97" cy="97" r="17" fill={LEAF_DEEP} stroke={CREAM} strokeWidth="3" />
      <path d="m89 97 6 6 11-12" fill="none" stroke={CREAM} strokeWidth="4.5" strokeLinecap="round" strokeLinejoin="round" />
    </Fruit>
  ),
  laugh: () => (
    <Fruit look="glad" say="laugh" tilt={10}>
      <path {...limb} d="M24 94q12 12 26 8M96 94q-8 10-20 9" />
      <Drop x={25} y={66} size={1.1} />
      <Drop x={96} y={66} size={1.1} />
    </Fruit>
  ),
  love: () => (
    <Fruit look="glad" say="small">
      <Heart x={60} y={99} size={1.9} />
      <path {...limb} d="M21 84q6 16 23 15M99 84q-6 16-23 15" />
      <Heart x={104} y={32} size={0.8} />
      <Heart x={16} y={40} size={0.6} />
    </Fruit>
  ),
  hug: () => (
    <>
      <g transform="translate(38 16) scale(.76)">
        <Fruit look="glad" say="smile" tilt={-8} />
      </g>
      <g transform="translate(-2 40) scale(.62)">
        <Fruit look="shut" say="smile" tilt={10} />
      </g>
      <path {...limb} strokeWidth="7" d="M112 76q-18 24-48 18M20 96q24 10 44-4" />
      <Heart x={44} y={28} size={0.9} />
    </>
  ),
  cheer: () => (
    <Fruit look="open" say="laugh" behind={<path {...limb} d="M17 72Q4 62 9 44M103 72q13-10 8-28" />}>
      <circle cx="9" cy="40" r="8" fill={FRUIT} />
      <circle cx="111" cy="40" r="8" fill={FRUIT} />
      <path d="M17 52q43-14 86 0l1.5 8q-44-14-89 0Z" fill={DOOR} />
      <circle cx="60" cy="49.5" r="4.5" fill={CREAM} />
      <path {...line} stroke={GOLD} d="M9 22v-8M111 22v-8M-2 28l-5-5M122 28l5-5" />
    </Fruit>
  ),
  tea: () => (
    <Fruit look="shut" say="smile">
      <path {...limb} d="M20 84q4 18 24 19M100 84q-4 18-24 19" />
      <path d="M42 91h36l-3 15q-2 8-9 8H54q-7 0-9-8Z" fill={CREAM} stroke={LEAF_DEEP} strokeWidth="2.5" />
      <path d="M46 98q14 5 28 0" fill="none" stroke={LEAF} strokeWidth="2.5" />
      <path d="M92 52q-5-6 0-12t0-12M104 56q-5-6 0-12t0-12" fill="none" stroke={CLOUD} strokeWidth="4" strokeLinecap="round" />
    </Fruit>
  ),
  night: () => (
    <>
      <Fruit look="shut" say="small">
        <path d="M8 92q26-12 52-3t52-1v16q0 10-10 10H18q-10 0-10-10Z" fill="#5E7C8C" />
        <path d="M8 92q26-12 52-3t52-1" fill="none" stroke={CREAM} strokeWidth="5" strokeLinecap="round" />
        <circle cx="34" cy="103" r="3" fill={GOLD} />
        <circle cx="62" cy="104" r="3" fill={GOLD} />
        <circle cx="90" cy="102" r="3" fill={GOLD} />
      </Fruit>
      <path d="M106 6a17 17 0 1 0 12 27 14 14 0 0 1-12-27Z" fill={GOLD} />
      <Star x={22} y={22} size={0.9} />
      <Star x={42} y={10} size={0.6} />
    </>
  ),
  sad: () => (
    <>
      <Fruit look="low" say="down">
        <path {...line} d="M35 58q5-4 11-3M85 58q-5-4-11-3" />
        <Drop x={42} y={84} />
        <path {...limb} d="M17 86q-6 6-5 14M103 86q6 6 5 14" />
      </Fruit>
      <path d="M84 24a9 9 0 0 1 4-17 13 13 0 0 1 24 2 8 8 0 0 1 1 15Z" fill={CLOUD} />
      <path d="M90 31l-2 6M101 31l-2 6M112 31l-2 6" stroke={WATER} strokeWidth="3.4" strokeLinecap="round" />
    </>
  ),
  think: () => (
    <>
      <Fruit look="up" say="firm" tilt={-5}>
        <path {...line} d="M73 56q5-4 11-1" />
        <path {...limb} d="M98 92q-10 12-25 4" />
        <circle cx="70" cy="94" r="7.5" fill={SHINE} stroke={SHADE} strokeWidth="2" />
      </Fruit>
      <circle cx="92" cy="36" r="3" fill={CLOUD} />
      <circle cx="99" cy="27" r="4.5" fill={CLOUD} />
      <path d="M92 18a8 8 0 0 1 3-14 12 12 0 0 1 21 1 7.5 7.5 0 0 1 1 13Z" fill={CLOUD} />
      <g fill={CREAM}>
        <circle cx="98" cy="11" r="2.4" />
        <circle cx="105.5" cy="11" r="2.4" />
        <circle cx="113" cy="11" r="2.4" />
      </g>
    </>
  ),
  party: () => (
    <Fruit look="glad" say="laugh" bare tilt={4} behind={<path {...limb} d="M17 74Q5 66 7 50M103 74q12-8 10-24" />}>
      <path d="M38 40 60 2l22 38q-22-10-44 0Z" fill={DOOR} />
      <path d="M47 25q13-6 26 0l4.5 8q-17-7-35 0Z" fill={GOLD} />
      <circle cx="60" cy="3" r="5.5" fill={CREAM} stroke={GOLD} strokeWidth="2" />
      <g strokeWidth="4" strokeLinecap="round">
        <path d="M14 30l4-6" stroke={LEAF} />
        <path d="M27 14l-3-5" stroke={GOLD} />
        <path d="M104 30l-4-6" stroke={WATER} />
        <path d="M92 15l4-5" stroke={LEAF} />
        <path d="M4 16l-1-5" stroke={WATER} />
        <path d="M114 14l2-5" stroke={DOOR} />
      </g>
      <Star x={100} y={6} size={0.7} />
      <Star x={14} y={8} size={0.7} />
    </Fruit>
  ),
};

/** The drawing alone; what it is called says whoever shows it. */
export function Drawing({ id }: { id: StickerId }) {
  return (
    <svg viewBox="-8 -4 136 120" aria-hidden="true" focusable="false">
      {drawings[id]()}
    </svg>
  );
}
