// Short messages at the foot of the screen, read aloud politely; one may carry a way to undo what was just done.
import { useSyncExternalStore } from "react";
import { Button, CloseButton } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Toast {
  id: number;
  text: string;
  tone: "calm" | "bad";
  undo: (() => void) | undefined;
}

const SHOWN_MS = 8000;
let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function dismiss(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

export function say(text: string, options: { tone?: "calm" | "bad"; undo?: () => void } = {}): void {
  const toast: Toast = { id: nextId, text, tone: options.tone ?? "calm", undo: options.undo };
  nextId += 1;
  set([...toasts.slice(-2), toast]);
  setTimeout(() => dismiss(toast.id), SHOWN_MS);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const { t } = useTranslation();
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <div key={toast.id} className={`toast toast-${toast.tone}`}>
          <span>{toast.text}</span>
          {toast.undo && (
            <Button
              size="compact-sm"
              variant="light"
              onClick={() => {
                toast.undo?.();
                dismiss(toast.id);
              }}
            >
              {t("shell.undo")}
            </Button>
          )}
          <CloseButton size="sm" aria-label={t("shell.close")} onClick={() => dismiss(toast.id)} />
        </div>
      ))}
    </div>
  );
}
