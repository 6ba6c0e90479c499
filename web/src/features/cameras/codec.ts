/** A codec as people know it: `avc1.640028` and `h264` are H.264. */
export function codecName(codec: string | null): string {
  if (codec === null || codec === "") return "—";
  const low = codec.toLowerCase();
  if (low.startsWith("avc") || low.includes("264")) return "H.264";
  if (low.startsWith("hvc") || low.startsWith("hev") || low.includes("265")) return "H.265";
  return codec;
}
