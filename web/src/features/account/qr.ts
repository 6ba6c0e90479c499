// A QR code as one SVG path (ISO/IEC 18004), drawn here: the secret in it never leaves the page.
import { encode } from "uqr";

/** Light modules around the code that readers need (ISO/IEC 18004, 9.1). */
const QUIET = 4;

export interface QrDrawing {
  /** Side in modules, quiet zone included. */
  size: number;
  /** Dark modules as horizontal runs, for the attribute `d`. */
  path: string;
}

export function drawQr(text: string): QrDrawing {
  const { data, size } = encode(text, { ecc: "M", border: QUIET });
  return { size, path: data.map((row, y) => runs(row, y)).join("") };
}

function runs(row: readonly boolean[], y: number): string {
  let path = "";
  for (let x = 0; x < row.length; x += 1) {
    if (!row[x]) continue;
    const start = x;
    while (row[x + 1]) x += 1;
    path += `M${start} ${y}h${x - start + 1}v1h-${x - start + 1}z`;
  }
  return path;
}
