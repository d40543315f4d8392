/** The stream of the house: what happens to me, as it happens. It comes back by itself after the last frame that was seen. */
export type Frame = { seq?: number; topic: string; kind: string; body: Record<string, unknown> };

export type Listener = {
  /** The last number that was seen. */
  after: number;
  frame: (frame: Frame) => void;
  /** There is a line now, or there is none. */
  line: (up: boolean) => void;
  /** Whoever listened may no more. */
  over: () => void;
};

/** "Policy violation" (RFC 6455): the session is over. */
const OVER = 1008;
const SOON_MS = 500;
const LATE_MS = 30_000;

/** Listens until the answer is called. */
export function listen(listener: Listener): () => void {
  let { after } = listener;
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = SOON_MS;
  let ended = false;

  const open = () => {
    clearTimeout(timer);
    if (ended || socket) return;
    const own = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/stream?after=${after}`);
    socket = own;
    own.onopen = () => {
      wait = SOON_MS;
      listener.line(true);
    };
    own.onmessage = ({ data }) => {
      const frame = read(data);
      if (!frame) return;
      after = frame.seq ?? after;
      listener.frame(frame);
    };
    own.onclose = ({ code }) => {
      if (socket === own) lost(code);
    };
  };
  const lost = (code: number) => {
    socket = undefined;
    listener.line(false);
    if (code === OVER) return stop(listener.over);
    // Not all at the same moment, when a house comes back.
    timer = setTimeout(open, wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, LATE_MS);
  };
  const online = () => {
    wait = SOON_MS;
    open();
  };
  // Without a network a socket may seem open for minutes.
  const offline = () => {
    const own = socket;
    socket = undefined;
    own?.close();
    if (own) lost(0);
  };
  const seen = () => {
    if (document.visibilityState === "visible") online();
  };
  const stop = (then?: () => void) => {
    ended = true;
    clearTimeout(timer);
    removeEventListener("online", online);
    removeEventListener("offline", offline);
    document.removeEventListener("visibilitychange", seen);
    const own = socket;
    socket = undefined;
    own?.close();
    then?.();
  };
  addEventListener("online", online);
  addEventListener("offline", offline);
  document.addEventListener("visibilitychange", seen);
  open();
  return () => stop();
}

function read(data: unknown): Frame | undefined {
  try {
    const frame = JSON.parse(String(data)) as Partial<Frame>;
    return typeof frame.kind === "string" && typeof frame.topic === "string" ? { ...frame, topic: frame.topic, kind: frame.kind, body: frame.body ?? {} } : undefined;
  } catch {
    return undefined; // a frame of a kind that this page does not know
  }
}
