// Between the player's own time line (seconds, no holes) and UTC (holes where nothing was recorded). Pure.

export interface Piece {
  /** Start on the player's time line, in seconds. */
  startS: number;
  durationS: number;
  /** UTC instant of its first picture (EXT-X-PROGRAM-DATE-TIME). */
  utcUs: number;
}

/** Pieces nearer than this follow one another: EXT-X-PROGRAM-DATE-TIME is in milliseconds. */
const JOINED_US = 40_000;

export function utcAt(pieces: readonly Piece[], positionS: number): number | null {
  const piece = pieces.findLast((each) => each.startS <= positionS + 1e-3) ?? pieces[0];
  if (piece === undefined) return null;
  const insideS = Math.min(Math.max(0, positionS - piece.startS), piece.durationS);
  return piece.utcUs + insideS * 1e6;
}

/** Where to seek for an instant; in a hole, the first picture after it; null past the end. */
export function positionAt(pieces: readonly Piece[], utcUs: number): number | null {
  for (const piece of pieces) {
    const endUs = piece.utcUs + piece.durationS * 1e6;
    if (utcUs < endUs) return piece.startS + Math.max(0, (utcUs - piece.utcUs) / 1e6);
  }
  return null;
}

/** Where an instant is, null when it is in a hole or outside; a millisecond of rounding between pieces is no hole. */
export function exactPositionAt(pieces: readonly Piece[], utcUs: number): number | null {
  const piece = pieces.findLast((each) => each.utcUs <= utcUs + 1000);
  if (piece === undefined || utcUs >= piece.utcUs + piece.durationS * 1e6 + JOINED_US) return null;
  return piece.startS + Math.min(Math.max(0, (utcUs - piece.utcUs) / 1e6), piece.durationS);
}

/** First recorded instant after one, null when there is none. */
export function nextRecorded(pieces: readonly Piece[], utcUs: number): number | null {
  return pieces.find((each) => each.utcUs > utcUs)?.utcUs ?? null;
}
