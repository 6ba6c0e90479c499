// The few pictograms of the pages, drawn on a 24 × 24 grid. Always beside a text or a label, never alone in meaning.
const PATHS = {
  wall: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  playback: "M12 8v4l3 2M4.500 9A8 8 0 1 1 4 12M4 5v4h4",
  camera: "M3 7h12v10H3zM15 10.500l6-3v9l-6-3",
  system: "M4 5h16v6H4zM4 13h16v6H4zM7.500 8h.01M7.500 16h.01",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.500 4.500",
  full: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  enlarge: "M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7",
  reduce: "M20 10h-6V4M14 10l6-6M4 14h6v6M10 14l-6 6",
  help: "M9.500 9.200a2.600 2.600 0 1 1 3.700 2.400c-.9.4-1.200 1-1.200 1.900M12 17h.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  save: "M5 4h11l3 3v13H5zM8 4v5h7V4M8 20v-6h8v6",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13",
  swap: "M7 4L3 8l4 4M3 8h14M17 20l4-4-4-4M21 16H7",
  undo: "M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
  play: "M7 4.500v15l13-7.500z",
  pause: "M7 5h3.500v14H7zM13.500 5H17v14h-3.500z",
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  stepBack: "M18 5l-9 7 9 7zM6 5v14",
  stepForward: "M6 5l9 7-9 7zM18 5v14",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  warning: "M12 4L2.500 20h19zM12 10v4.500M12 17.300h.01",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M4.900 4.900L7 7M17 17l2.100 2.100M4.900 19.100L7 17M17 7l2.100-2.100",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.500 20.500a7.500 7.500 0 0 1 15 0",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  layouts: "M3 4h18v16H3zM3 10h18M10 10v10",
  gauge: "M4 18a9 9 0 1 1 16 0M12 13l4-5",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l1.500 2h-15zM10 21h4",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
} as const;

export type IconName = keyof typeof PATHS;
const SOLID = new Set<IconName>(["play", "pause"]);

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  const solid = SOLID.has(name);
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill={solid ? "currentColor" : "none"}
      stroke={solid ? "none" : "currentColor"}
      strokeWidth={1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
