// The window's title names the page, and after a change of page the keyboard and screen readers start at its content.
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { pageAtPath } from "./pages";

export function usePageTitle(path: string): void {
  const { t } = useTranslation();
  const before = useRef<string | null>(null);
  const page = pageAtPath(path);
  const name = page === undefined ? null : t(`nav.${page.name}`);

  useEffect(() => {
    document.title = name === null ? "Vigie" : `${name} · Vigie`;
  }, [name]);

  useEffect(() => {
    if (before.current !== null && before.current !== path && before.current !== "/") document.getElementById("content")?.focus();
    before.current = path;
  }, [path]);
}
