// Pages of the menu, and who sees them.
import type { Verb } from "@/api/types";
import type { IconName } from "@/ui/icons";

interface PageEntry {
  name: "wall" | "alerts" | "analytics" | "playback" | "duty" | "handover" | "team" | "cameras" | "system";
  path: string;
  icon: IconName;
  /** Any of these rights opens the page; none listed: everybody signed in. */
  needs: readonly Verb[];
}

const PAGES: readonly PageEntry[] = [
  { name: "wall", path: "/mur", icon: "wall", needs: ["watch_live"] },
  { name: "alerts", path: "/alertes", icon: "warning", needs: ["watch_live"] },
  { name: "playback", path: "/relecture", icon: "playback", needs: ["play_back", "rewind"] },
  { name: "analytics", path: "/analyse", icon: "edit", needs: ["supervise"] },
  { name: "duty", path: "/service", icon: "list", needs: ["steer", "supervise"] },
  { name: "handover", path: "/releve", icon: "swap", needs: ["steer", "supervise"] },
  { name: "team", path: "/equipe", icon: "person", needs: ["supervise", "administer"] },
  { name: "cameras", path: "/cameras", icon: "camera", needs: [] },
  { name: "system", path: "/systeme", icon: "system", needs: [] },
];

export function pagesFor(can: (verb: Verb) => boolean): PageEntry[] {
  return PAGES.filter((page) => page.needs.length === 0 || page.needs.some(can));
}

export function pageAtPath(path: string): PageEntry | undefined {
  return PAGES.find((page) => path === page.path || path.startsWith(`${page.path}/`));
}

export function mayOpen(path: string, can: (verb: Verb) => boolean): boolean {
  const page = pageAtPath(path);
  return page === undefined || pagesFor(can).includes(page);
}
