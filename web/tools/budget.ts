/** Weighs what a visitor loads first, brotli as it is served; too heavy fails the build. */
import { brotliCompressSync, constants } from "node:zlib";
import type { Plugin } from "vite";

type Piece = { imports?: string[]; bytes: Buffer; css: string[] };

/** `start` names the chunks (by their source file) that are loaded before the first picture stands. */
type Budget = { name: string; start: RegExp[]; bytesMax: number };

/** As `cargo xtask dist` packs it. */
const QUALITY = constants.BROTLI_MAX_QUALITY;

export function budget(budgets: readonly Budget[]): Plugin {
  return {
    name: "budget",
    apply: "build",
    writeBundle(_options, bundle) {
      const pieces = new Map<string, Piece>();
      const starts = new Map<string, string>();
      for (const [file, piece] of Object.entries(bundle)) {
        if (piece.type === "asset") {
          pieces.set(file, { bytes: Buffer.from(piece.source), css: [] });
          continue;
        }
        pieces.set(file, { bytes: Buffer.from(piece.code), imports: piece.imports, css: [...(piece.viteMetadata?.importedCss ?? [])] });
        if (piece.facadeModuleId) starts.set(piece.facadeModuleId, file);
      }
      for (const { name, start, bytesMax } of budgets) {
        const loaded = new Set<string>();
        const load = (file: string) => {
          const piece = pieces.get(file);
          if (!piece || loaded.has(file)) return;
          loaded.add(file);
          for (const next of [...(piece.imports ?? []), ...piece.css]) load(next);
        };
        for (const sign of start) {
          const found = [...starts].find(([source]) => sign.test(source));
          if (!found) this.error(`budget ${name}: nothing was built from ${sign}`);
          else load(found[1]);
        }
        const bytes = [...loaded].reduce((sum, file) => sum + weigh(pieces.get(file)?.bytes), 0);
        const words = `budget ${name}: ${(bytes / 1024).toFixed(1)} KB of ${bytesMax / 1024} KB in ${loaded.size} files`;
        if (bytes > bytesMax) this.error(words);
        else this.info(words);
      }
    },
  };
}

function weigh(bytes: Buffer | undefined): number {
  return bytes ? brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } }).length : 0;
}
