// The wall's keyboard. Letters are ignored while something is being typed or a dialog is open.
import { useEffect, useRef } from "react";
import type { Direction } from "./model";

export interface WallKeyHandlers {
  digits: (typed: string) => void;
  arrow: (direction: Direction) => void;
  enter: () => void;
  escape: () => void;
  size: (step: 1 | -1) => void;
  search: () => void;
  swap: () => void;
  remove: () => void;
  undo: () => void;
  fill: () => void;
  fullScreen: () => void;
  list: () => void;
  delays: () => void;
  help: () => void;
}

const ARROWS: Record<string, Direction> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
/** A second digit typed within this time joins the first one. */
const DIGITS_TOGETHER_MS = 800;

export function useWallKeys(handlers: WallKeyHandlers): void {
  const current = useRef(handlers);
  useEffect(() => {
    current.current = handlers;
  });

  useEffect(() => {
    let typed = "";
    let typedAt = 0;
    const onKey = (event: KeyboardEvent): void => {
      if (isElsewhere(event)) return;
      const act = current.current;
      if (/^\d$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) {
        typed = event.timeStamp - typedAt < DIGITS_TOGETHER_MS ? typed + event.key : event.key;
        typedAt = event.timeStamp;
        act.digits(typed);
        return;
      }
      if (run(event, act)) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

function isElsewhere(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || document.querySelector("[role=dialog], [role=menu]") !== null) return true;
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (target === null) return false;
  if (target.closest("input, textarea, select, [contenteditable]")) return true;
  return (event.key === "Enter" || event.key === " ") && target.closest("button, a, [role=radio]") !== null;
}

function run(event: KeyboardEvent, act: WallKeyHandlers): boolean {
  if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) return done(act.undo);
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const direction = ARROWS[event.key];
  if (direction !== undefined) return done(() => act.arrow(direction));
  switch (event.key) {
    case "Enter":
      return done(act.enter);
    case "Escape":
      return done(act.escape);
    case "+":
      return done(() => act.size(1));
    case "-":
      return done(() => act.size(-1));
    case "/":
      return done(act.search);
    case "Delete":
    case "Backspace":
      return done(act.remove);
    case "?":
      return done(act.help);
    default:
      return letter(event.key.toLowerCase(), act);
  }
}

function letter(key: string, act: WallKeyHandlers): boolean {
  const actions: Record<string, () => void> = { f: act.fullScreen, r: act.fill, l: act.list, s: act.swap, d: act.delays };
  const action = actions[key];
  return action === undefined ? false : done(action);
}

function done(action: () => void): true {
  action();
  return true;
}
