/**
 * The part of Markdown that people use in messages, as a tree: never as HTML, so that nothing in a message can be more than
 * text, its looks, and a link to http, https or mailto. Any text is a message; nothing is a mistake.
 */
export type Piece =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "strong" | "em" | "del"; pieces: Piece[] }
  | { kind: "link"; href: string; pieces: Piece[] };

export type Block =
  | { kind: "para"; pieces: Piece[] }
  | { kind: "head"; pieces: Piece[] }
  | { kind: "code"; text: string }
  | { kind: "quote"; blocks: Block[] }
  | { kind: "list"; ordered: boolean; start: number; items: Piece[][] };

const DEPTH_MAX = 4;

const ITEM = /^\s{0,3}(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;
const FENCE = /^\s{0,3}```/;
const QUOTE = /^\s{0,3}>\s?/;
const HEAD = /^#{1,6}\s+(.+?)\s*#*$/;

export function readMarked(text: string, depth = 0): Block[] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blocks: Block[] = [];
  let para: string[] = [];
  const close = () => {
    if (para.length > 0) blocks.push({ kind: "para", pieces: readPieces(para.join("\n")) });
    para = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const head = HEAD.exec(line);
    if (FENCE.test(line)) {
      close();
      const end = lines.findIndex((other, index) => index > at && FENCE.test(other));
      const last = end < 0 ? lines.length : end;
      blocks.push({ kind: "code", text: lines.slice(at + 1, last).join("\n") });
      at = last;
    } else if (QUOTE.test(line) && depth < DEPTH_MAX) {
      close();
      const quoted = takeWhile(lines, at, (other) => QUOTE.test(other));
      blocks.push({ kind: "quote", blocks: readMarked(quoted.map((other) => other.replace(QUOTE, "")).join("\n"), depth + 1) });
      at += quoted.length - 1;
    } else if (ITEM.test(line)) {
      close();
      const items = takeWhile(lines, at, (other) => ITEM.test(other) && isOrdered(other) === isOrdered(line));
      blocks.push({ kind: "list", ordered: isOrdered(line), start: Number(ITEM.exec(line)?.[1] ?? 1), items: items.map((item) => readPieces(ITEM.exec(item)?.[2] ?? "")) });
      at += items.length - 1;
    } else if (head) {
      close();
      blocks.push({ kind: "head", pieces: readPieces(head[1] ?? "") });
    } else if (line.trim() === "") close();
    else para.push(line);
  }
  close();
  return blocks;
}

function takeWhile(lines: readonly string[], at: number, fits: (line: string) => boolean): string[] {
  let end = at;
  while (end < lines.length && fits(lines[end] ?? "")) end += 1;
  return lines.slice(at, end);
}

function isOrdered(line: string): boolean {
  return ITEM.exec(line)?.[1] !== undefined;
}

/** The lengths are bounded, so that no text takes long to read. */
const MARKS = new RegExp(
  [
    String.raw`\\([\\${"`"}*_~\[\]])`, // 1: as it is
    String.raw`${"`"}([^${"`"}\n]{1,2000})${"`"}`, // 2: code
    String.raw`\[([^\[\]\n]{1,300})\]\(([^\s()]{1,2000})\)`, // 3, 4: a link with a name
    String.raw`((?:https?:\/\/|mailto:)[^\s<>"'${"`"}，。；：！？、（）【】《》「」]{1,2000})`, // 5: a link
    String.raw`\*\*(?=\S)([^\n]{1,2000}?)\*\*`, // 6: strong
    String.raw`~~(?=\S)([^\n]{1,2000}?)~~`, // 7: struck out
    String.raw`\*(?=[^\s*])([^*\n]{1,2000}?)\*`, // 8: emphasis
    String.raw`(?<![\p{L}\p{N}_])_(?=[^\s_])([^_\n]{1,2000}?)_(?![\p{L}\p{N}_])`, // 9: emphasis
  ].join("|"),
  "gu",
);

export function readPieces(text: string, depth = 0): Piece[] {
  if (depth > DEPTH_MAX) return [{ kind: "text", text }];
  const pieces: Piece[] = [];
  const say = (more: string) => {
    const last = pieces.at(-1);
    if (!more) return;
    if (last?.kind === "text") last.text += more;
    else pieces.push({ kind: "text", text: more });
  };
  let done = 0;
  for (const found of text.matchAll(MARKS)) {
    say(text.slice(done, found.index));
    const [all, plain, code, name, target, bare, strong, del, star, under] = found;
    done = found.index + all.length;
    const em = star ?? under;
    const inner = (words: string) => readPieces(words, depth + 1);
    if (plain !== undefined) say(plain);
    else if (code !== undefined) pieces.push({ kind: "code", text: code });
    else if (strong !== undefined) pieces.push({ kind: "strong", pieces: inner(strong) });
    else if (del !== undefined) pieces.push({ kind: "del", pieces: inner(del) });
    else if (em !== undefined) pieces.push({ kind: "em", pieces: inner(em) });
    else if (bare !== undefined) {
      const link = bare.replace(/[.,;:!?)]+$/, "");
      const href = safeHref(link);
      if (href) pieces.push({ kind: "link", href, pieces: [{ kind: "text", text: link }] });
      else say(link);
      say(bare.slice(link.length));
    } else {
      const href = safeHref(target ?? "");
      // A name that is an address itself must not lead elsewhere.
      if (href && !/^\s*\w+:/.test(name ?? "")) pieces.push({ kind: "link", href, pieces: [{ kind: "text", text: name ?? "" }] });
      else say(all);
    }
  }
  say(text.slice(done));
  return pieces;
}

function safeHref(target: string): string | undefined {
  try {
    const { protocol, href } = new URL(target);
    return ["http:", "https:", "mailto:"].includes(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}

/** The text alone, in one line: for a list, a quotation, a notice. */
export function plainOf(text: string): string {
  const words = readMarked(text).map(plainBlock);
  return words.join(" ").replace(/\s+/g, " ").trim();
}

function plainBlock(block: Block): string {
  if (block.kind === "code") return block.text;
  if (block.kind === "quote") return block.blocks.map(plainBlock).join(" ");
  if (block.kind === "list") return block.items.map(plainPieces).join(" ");
  return plainPieces(block.pieces);
}

function plainPieces(pieces: readonly Piece[]): string {
  return pieces.map((piece) => ("pieces" in piece ? plainPieces(piece.pieces) : piece.text)).join("");
}
