// Speeds of playback; below zero the recording is read backwards, picture by picture.
export const SPEEDS = [-8, -4, -2, -1, 0.5, 1, 2, 4, 8, 16] as const;

/** The next speed up or down. */
export function otherSpeed(speed: number, step: 1 | -1): number {
  const at = SPEEDS.findIndex((each) => each === speed);
  return SPEEDS[Math.min(Math.max(at + step, 0), SPEEDS.length - 1)] ?? 1;
}

/** `−8 ×`, `0,5 ×` in French. */
export function speedText(speed: number, language: string): string {
  const text = String(Math.abs(speed));
  const number = language.startsWith("fr") ? text.replace(".", ",") : text;
  return `${speed < 0 ? "−" : ""}${number} ×`;
}
