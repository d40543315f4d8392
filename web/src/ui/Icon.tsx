/** The house's own line icons, 24 by 24, drawn with the colour of the text around them. */
const shapes = {
  mic: "M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5 11.5a7 7 0 0 0 14 0M12 18.5V22M8.5 22h7",
  micOff: "M9 9v3a3 3 0 0 0 5 2.2M15 11V6a3 3 0 0 0-5.9-.8M5 11.5a7 7 0 0 0 11 5.7M19 11.5a7 7 0 0 1-.6 2.8M12 18.5V22M8.5 22h7M3 3l18 18",
  camera: "M3 7.5A1.5 1.5 0 0 1 4.5 6h9A1.5 1.5 0 0 1 15 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 3 16.5ZM15 10.5l6-3.5v10l-6-3.5",
  cameraOff: "M6.5 6h7A1.5 1.5 0 0 1 15 7.5v7M15 16.8a1.5 1.5 0 0 1-1.5 1.2h-9A1.5 1.5 0 0 1 3 16.5v-9A1.5 1.5 0 0 1 4.2 6M15 10.5l6-3.5v10l-4-2.3M3 3l18 18",
  screen: "M3 5h18v12H3ZM8 21h8M12 17v4M12 14V8M9 10.5 12 8l3 2.5",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18 13.8A6.5 6.5 0 0 1 21.5 20",
  chat: "M4 5h16v11H10l-5 4v-4H4Z",
  leave: "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
  grid: "M4 4h7v7H4ZM13 4h7v7h-7ZM4 13h7v7H4ZM13 13h7v7h-7Z",
  speaker: "M3 4h18v11H3ZM3 18h5v3H3ZM10 18h4v3h-4ZM16 18h5v3h-5Z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  lock: "M6 11h12v9H6ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  unlock: "M6 11h12v9H6ZM8.5 11V8a3.5 3.5 0 0 1 6.6-1.6",
  copy: "M9 9h11v11H9ZM5 15H4V4h11v1",
  qr: "M4 4h6v6H4ZM14 4h6v6h-6ZM4 14h6v6H4ZM14 14h3v3M20 14v.01M14 20h.01M17 20h3v-3",
  check: "M4.5 12.5 10 18 20 6.5",
  warn: "M12 4 2.5 20h19ZM12 10v4.5M12 17.2v.01",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 11v5.5M12 7.5v.01",
  home: "M4 11 12 4l8 7v9h-5.5v-6h-5v6H4Z",
  calendar: "M4 5.5h16V20H4ZM4 10h16M8 3v4M16 3v4M8 14h.01M12 14h.01M16 14h.01M8 17h.01M12 17h.01",
  org: "M4 21V8l8-5 8 5v13M4 21h16M9 21v-5h6v5M9 11h.01M15 11h.01",
  data: "M12 3 4 6v6c0 4.5 3.2 7.6 8 9 4.8-1.4 8-4.5 8-9V6ZM9 12l2.2 2.2L15.5 10",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 21a7.5 7.5 0 0 1 15 0",
  settings: "M4 7h9M17 7h3M4 12h3M11 12h9M4 17h9M17 17h3M13 5v4M7 10v4M13 15v4",
  send: "M4 12 20 4l-5 16-3.5-6.5ZM11.5 13.5 20 4",
  picture: "M4 5h16v14H4ZM4 16l5-5 4 4 2.5-2.5L20 16M15.5 9.5h.01",
  close: "M6 6l12 12M18 6 6 18",
  back: "M14.5 5 8 12l6.5 7",
  next: "M9.5 5 16 12l-6.5 7",
  mail: "M3 6h18v13H3ZM3 7l9 7 9-7",
  phone: "M7 2.5h10v19H7ZM11 18.5h2",
  key: "M8 16.5a4.5 4.5 0 1 1 4.2-6H21v3.5h-2.5V16H15v-2h-2.8A4.5 4.5 0 0 1 8 16.5ZM8 12h.01",
  language: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM3 12h18M12 3c-5.5 5.5-5.5 12.5 0 18M12 3c5.5 5.5 5.5 12.5 0 18",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3 19 19M19 5l-1.7 1.7M6.7 17.3 5 19",
  hand: "M7 12V6.5a1.5 1.5 0 0 1 3 0V11M10 11V4.5a1.5 1.5 0 0 1 3 0V11M13 11V5.5a1.5 1.5 0 0 1 3 0V13M16 9.5a1.5 1.5 0 0 1 3 0V14a7 7 0 0 1-12.6 4.2L3.5 14a1.5 1.5 0 0 1 2.3-1.9L7 13.5",
  plus: "M12 5v14M5 12h14",
  play: "M8 5.5v13l11-6.5Z",
  pause: "M8.5 5.5v13M15.5 5.5v13",
  paper: "M6 3h8l4 4v14H6ZM14 3v4h4M9 12h6M9 16h6",
  download: "M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14",
  again: "M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4",
  signal: "M4 18h.01M8.5 18v-4M13 18V10.5M17.5 18V6.5",
  sound: "M4 9.5v5h3.5L12 19V5L7.5 9.5ZM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
  eye: "M2.5 12C5 7.5 8.2 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.7 6.5-9.5 6.5S5 16.5 2.5 12ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l2 2H4ZM10 21h4",
  shield: "M12 3 4 6v6c0 4.5 3.2 7.6 8 9 4.8-1.4 8-4.5 8-9V6Z",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5 20.5 20.5",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 14a4.5 4.5 0 0 0 8 0M9 9.5v.01M15 9.5v.01",
  pin: "M9 3.5h6l-1 6 3.5 3.5v1.5H6.5V13L10 9.5ZM12 14.5V21",
  forward: "M13 5l7 6.5-7 6.5v-4c-5 0-7.5 1.5-9.5 5 .5-6 3.5-9.5 9.5-10Z",
  bellOff: "M8.5 6.2A6 6 0 0 1 18 11v5l2 2H7M6 18H4l2-2v-5M10 21h4M3 3l18 18",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7v5.5l3.5 2",
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
