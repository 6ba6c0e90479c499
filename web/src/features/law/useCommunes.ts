// The communes that share the centre; none in a town alone, where nothing else is shown of them. Read once a page.
import { useSyncExternalStore } from "react";
import { readCommunes, type Commune } from "./town";

let known: readonly Commune[] = [];
let asked = false;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!asked) {
    asked = true;
    void readCommunes().then((result) => {
      if (result.ok) known = result.data;
      else asked = false; // the next part of a page that needs them asks again
      for (const each of listeners) each();
    });
  }
  return () => listeners.delete(listener);
}

export function useCommunes(): readonly Commune[] {
  return useSyncExternalStore(subscribe, () => known);
}

/** The name of a camera's commune, or null: in a town alone, or while it is not known. */
export function communeName(communes: readonly Commune[], code: string | null | undefined): string | null {
  return communes.find((each) => each.code === code)?.name ?? null;
}

export function useCommuneOf(code: string | null | undefined): string | null {
  return communeName(useCommunes(), code);
}
