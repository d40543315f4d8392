import encode from "qrcode-generator";

/** A text as a square for a camera: always dark on light, whatever the theme. Capitals and digits alone fit into a smaller one. */
export function Qr({ text, label, size = 192, alphanumeric = false }: { text: string; label: string; size?: number; alphanumeric?: boolean }) {
  const code = encode(0, "M");
  code.addData(text, alphanumeric ? "Alphanumeric" : "Byte");
  code.make();
  const count = code.getModuleCount();
  const quiet = 3;
  let path = "";
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      if (code.isDark(row, column)) path += `M${column + quiet} ${row + quiet}h1v1h-1z`;
    }
  }
  const side = count + 2 * quiet;
  return (
    <svg className="qr" width={size} height={size} viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#FFFFFF" />
      <path d={path} fill="#2B3338" />
    </svg>
  );
}
