import { expect, test } from "vitest";
import { type Block, type Piece, plainOf, readMarked, readPieces } from "./marked.model";

const text = (words: string): Piece => ({ kind: "text", text: words });

test("looks are read, and what is none stays as it was typed", () => {
  expect(readPieces("a **b _c_** `d*` ~~e~~ 2*3*4 snake_case_name")).toEqual([
    text("a "),
    { kind: "strong", pieces: [text("b "), { kind: "em", pieces: [text("c")] }] },
    text(" "),
    { kind: "code", text: "d*" },
    text(" "),
    { kind: "del", pieces: [text("e")] },
    text(" 2"),
    { kind: "em", pieces: [text("3")] },
    text("4 snake_case_name"),
  ]);
  expect(readPieces(String.raw`\*not\* ** no ** ` + "`")).toEqual([text("*not* ** no ** `")]);
});

test("blocks: code, quotations, lists, headings, lines", () => {
  const blocks = readMarked("# 周报\n\n第一行\n第二行\n```rust\nfn a() {}\n**no**\n```\n> 引用\n> - 一\n\n3. 三\n4. 四\n- 点");
  expect(blocks.map(({ kind }) => kind)).toEqual(["head", "para", "code", "quote", "list", "list"]);
  expect(blocks[1]).toEqual({ kind: "para", pieces: [text("第一行\n第二行")] });
  expect(blocks[2]).toEqual({ kind: "code", text: "fn a() {}\n**no**" });
  expect(blocks[4]).toMatchObject({ ordered: true, start: 3 });
});

test("a link goes to the web or to a mailbox, and nowhere else", () => {
  expect(readPieces("见 https://house.example/a?b=1。再看")[1]).toEqual({ kind: "link", href: "https://house.example/a?b=1", pieces: [text("https://house.example/a?b=1")] });
  expect(readPieces("[here](https://house.example/)")[0]).toMatchObject({ kind: "link", href: "https://house.example/" });
  for (const evil of ["[x](javascript:alert(1))", "[x](javascript:alert`1`)", "[x](data:text/html,a)", "[x](//house.example)", "[https://meet.example](https://house.example)"]) {
    const links = readPieces(evil).filter((piece) => piece.kind === "link");
    expect(links.filter((piece) => !/^https:\/\/(house|meet)\.example/.test(piece.href)), evil).toEqual([]);
    if (evil.includes("meet.example")) expect(links.every(({ href, pieces }) => href.startsWith((pieces[0] as { text: string }).text.slice(0, 20)))).toBe(true);
  }
});

test("fuzz: any text is read quickly, nothing of it is lost, and no link is of another kind", () => {
  const signs = ["*", "**", "_", "~~", "`", "```", "[", "]", "(", ")", "\\", "\n", "> ", "- ", "1. ", "# ", "https://house.example", "javascript:x", "字", "a", " ", "<b>", "&"];
  let state = 7;
  const roll = (sides: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
  for (let run = 0; run < 2000; run += 1) {
    const typed = Array.from({ length: roll(60) }, () => signs[roll(signs.length)]).join("");
    for (const href of hrefs(readMarked(typed))) expect(href, typed).toMatch(/^(https?:|mailto:)/);
    const letters = (words: string) => words.match(/[字a]/gu)?.length ?? 0;
    if (!typed.includes("```")) expect(letters(plainOf(typed)), typed).toBeGreaterThanOrEqual(letters(typed.replace(/\]\([^\s()]*\)/g, "")));
  }
  const start = performance.now();
  for (const sign of ["[", "*", "**a", "_", "`", "> ", "https://", "~~a", "\\["]) readMarked(sign.repeat(20_000 / sign.length));
  expect(performance.now() - start).toBeLessThan(5000);
});

function hrefs(blocks: readonly Block[]): string[] {
  const of = (pieces: readonly Piece[]): string[] => pieces.flatMap((piece) => ("pieces" in piece ? [...(piece.kind === "link" ? [piece.href] : []), ...of(piece.pieces)] : []));
  return blocks.flatMap((block) => (block.kind === "quote" ? hrefs(block.blocks) : block.kind === "list" ? block.items.flatMap(of) : block.kind === "code" ? [] : of(block.pieces)));
}
