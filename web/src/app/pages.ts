// Pages of the menu: where they stand, what they are made of, who sees them. A new page is one entry here.
import { lazy, type ComponentType } from "react";
import type { Verb } from "@/api/types";
import type { fr } from "@/i18n/fr";
import type { IconName } from "@/ui/icons";

export const GROUPS = ["watch", "service", "law", "control", "equipment"] as const;
export type Group = (typeof GROUPS)[number];

interface PageEntry {
  /** Its text is `nav.NAME`. */
  name: keyof (typeof fr)["nav"];
  group: Group;
  path: string;
  icon: IconName;
  /** Any of these rights opens the page; none listed: everybody signed in. */
  needs: readonly Verb[];
  component: ComponentType;
}

const PAGES: readonly PageEntry[] = [
  {
    name: "wall",
    group: "watch",
    path: "/mur",
    icon: "wall",
    needs: ["watch_live"],
    component: lazy(() => import("@/features/wall/WallPage").then((file) => ({ default: file.WallPage }))),
  },
  {
    name: "alerts",
    group: "watch",
    path: "/alertes",
    icon: "warning",
    needs: ["watch_live"],
    component: lazy(() => import("@/features/alerts/AlertsPage")),
  },
  {
    name: "playback",
    group: "watch",
    path: "/relecture",
    icon: "playback",
    needs: ["play_back", "rewind"],
    component: lazy(() => import("@/features/archive/PlaybackPage")),
  },
  {
    name: "duty",
    group: "service",
    path: "/service",
    icon: "list",
    needs: ["steer", "supervise"],
    component: lazy(() => import("@/features/duty/DutyPage")),
  },
  {
    name: "handover",
    group: "service",
    path: "/releve",
    icon: "swap",
    needs: ["steer", "supervise"],
    component: lazy(() => import("@/features/duty/HandoverPage")),
  },
  {
    name: "team",
    group: "service",
    path: "/equipe",
    icon: "person",
    needs: ["supervise", "administer"],
    component: lazy(() => import("@/features/people/TeamPage")),
  },
  {
    name: "orders",
    group: "law",
    path: "/autorisations",
    icon: "save",
    needs: ["supervise", "administer", "read_journal"],
    component: lazy(() => import("@/features/law/AuthorisationsPage")),
  },
  {
    name: "bases",
    group: "law",
    path: "/bases-legales",
    icon: "lock",
    needs: ["supervise", "administer", "read_journal"],
    component: lazy(() => import("@/features/law/BasesPage")),
  },
  {
    name: "analytics",
    group: "law",
    path: "/analyse",
    icon: "edit",
    needs: ["supervise"],
    component: lazy(() => import("@/features/analytics/AnalyticsPage")),
  },
  {
    name: "processing",
    group: "law",
    path: "/traitements",
    icon: "list",
    needs: ["read_journal"],
    component: lazy(() => import("@/features/processing/ProcessingPage")),
  },
  {
    name: "inspection",
    group: "control",
    path: "/controle",
    icon: "lock",
    needs: ["read_journal"],
    component: lazy(() => import("@/features/inspection/InspectionPage")),
  },
  {
    name: "journal",
    group: "control",
    path: "/journal",
    icon: "search",
    needs: ["read_journal"],
    component: lazy(() => import("@/features/audit/JournalPage")),
  },
  {
    name: "destructions",
    group: "control",
    path: "/destructions",
    icon: "trash",
    needs: ["read_journal"],
    component: lazy(() => import("@/features/law/DestructionsPage")),
  },
  {
    name: "rights",
    group: "control",
    path: "/droits",
    icon: "person",
    needs: ["read_journal", "supervise", "administer"],
    component: lazy(() => import("@/features/law/RightsPage")),
  },
  {
    name: "cameras",
    group: "equipment",
    path: "/cameras",
    icon: "camera",
    needs: [],
    component: lazy(() => import("@/features/cameras/CamerasPage").then((file) => ({ default: file.CamerasPage }))),
  },
  {
    name: "conformity",
    group: "equipment",
    path: "/conformite",
    icon: "gauge",
    needs: ["see_equipment", "administer", "read_journal"],
    component: lazy(() => import("@/features/conformity/ConformityPage")),
  },
  {
    name: "system",
    group: "equipment",
    path: "/systeme",
    icon: "system",
    needs: [],
    component: lazy(() => import("@/features/nodes/SystemPage").then((file) => ({ default: file.SystemPage }))),
  },
];

/** One's own account: open to everybody, reached from the account menu instead of the main one. */
export const ACCOUNT_PAGE = {
  name: "account",
  group: null,
  path: "/compte",
  component: lazy(() => import("@/features/account/AccountPage")),
} as const;

export function pagesFor(can: (verb: Verb) => boolean): PageEntry[] {
  return PAGES.filter((page) => page.needs.length === 0 || page.needs.some(can));
}

/** The groups that hold a page for somebody, in the menu's order. */
export function groupsFor(can: (verb: Verb) => boolean): { group: Group; pages: PageEntry[] }[] {
  const pages = pagesFor(can);
  return GROUPS.map((group) => ({ group, pages: pages.filter((page) => page.group === group) })).filter((each) => each.pages.length > 0);
}

export function pageAtPath(path: string): PageEntry | typeof ACCOUNT_PAGE | undefined {
  if (path === ACCOUNT_PAGE.path) return ACCOUNT_PAGE;
  return PAGES.find((page) => path === page.path || path.startsWith(`${page.path}/`));
}

export function mayOpen(path: string, can: (verb: Verb) => boolean): boolean {
  const page = pageAtPath(path);
  return page === undefined || page === ACCOUNT_PAGE || pagesFor(can).some((each) => each === page);
}
