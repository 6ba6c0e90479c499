// Saved layouts: own and shared, and what can be done with them.
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { addLayout, listLayouts, removeLayout, replaceLayout } from "@/api/endpoints";
import type { Result } from "@/api/client";
import type { Layout, LayoutDraft } from "@/api/types";
import { failureText } from "@/ui/failureText";
import { say } from "@/ui/toasts";

export interface Layouts {
  all: readonly Layout[];
  save: (draft: LayoutDraft) => Promise<boolean>;
  replace: (layout: Layout, draft: LayoutDraft) => Promise<void>;
  remove: (layout: Layout) => Promise<void>;
}

export function useLayouts(): Layouts {
  const { t } = useTranslation();
  const [all, setAll] = useState<readonly Layout[]>([]);

  const load = useCallback(async () => {
    const result = await listLayouts();
    if (result.ok) setAll(result.data);
  }, []);

  useEffect(() => {
    void listLayouts().then((result) => {
      if (result.ok) setAll(result.data);
    });
  }, []);

  const settle = useCallback(
    async (result: Result<unknown>, done: string, undo?: () => void) => {
      if (result.ok) say(done, undo === undefined ? {} : { undo });
      else say(failureText(t, result.failure), { tone: "bad" });
      await load();
      return result.ok;
    },
    [load, t],
  );

  const save = useCallback(
    async (draft: LayoutDraft) => settle(await addLayout(draft), t("wall.saved", { name: draft.name })),
    [settle, t],
  );

  const replace = useCallback(
    async (layout: Layout, draft: LayoutDraft) => {
      const restore = (): void => void replaceLayout(layout.id, draftOf(layout)).then(load);
      await settle(await replaceLayout(layout.id, draft), t("wall.updated", { name: draft.name }), restore);
    },
    [settle, load, t],
  );

  const remove = useCallback(
    async (layout: Layout) => {
      const restore = (): void => void addLayout(draftOf(layout)).then(load);
      await settle(await removeLayout(layout.id), t("wall.deleted", { name: layout.name }), restore);
    },
    [settle, load, t],
  );

  return { all, save, replace, remove };
}

function draftOf({ name, tiles, cameras, shared }: Layout): LayoutDraft {
  return { name, tiles, cameras, shared };
}
