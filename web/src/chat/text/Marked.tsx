import { memo, type ReactNode, useMemo } from "react";
import { type Block, type Piece, readMarked } from "./marked.model";

/** What a message says, with its looks. Everything becomes text and elements of ours, nothing becomes HTML. */
export const Marked = memo(function Marked({ text }: { text: string }) {
  const blocks = useMemo(() => readMarked(text), [text]);
  return <div className="marked">{blocks.map(showBlock)}</div>;
});

function showBlock(block: Block, at: number): ReactNode {
  switch (block.kind) {
    case "para":
      return <p key={at}>{block.pieces.map(showPiece)}</p>;
    case "head":
      return (
        <p key={at} className="marked-head">
          {block.pieces.map(showPiece)}
        </p>
      );
    case "code":
      return (
        <pre key={at}>
          <code>{block.text}</code>
        </pre>
      );
    case "quote":
      return <blockquote key={at}>{block.blocks.map(showBlock)}</blockquote>;
    case "list": {
      const items = block.items.map((item, index) => <li key={index}>{item.map(showPiece)}</li>);
      return block.ordered ? (
        <ol key={at} start={block.start}>
          {items}
        </ol>
      ) : (
        <ul key={at}>{items}</ul>
      );
    }
  }
}

function showPiece(piece: Piece, at: number): ReactNode {
  switch (piece.kind) {
    case "text":
      return piece.text;
    case "code":
      return <code key={at}>{piece.text}</code>;
    case "strong":
      return <strong key={at}>{piece.pieces.map(showPiece)}</strong>;
    case "em":
      return <em key={at}>{piece.pieces.map(showPiece)}</em>;
    case "del":
      return <del key={at}>{piece.pieces.map(showPiece)}</del>;
    case "link":
      return (
        <a key={at} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
          {piece.pieces.map(showPiece)}
        </a>
      );
  }
}
