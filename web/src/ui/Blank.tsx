// A page or panel with nothing to show: says why, and what can be done.
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icons";

export function Blank({ icon, title, hint, children }: { icon: IconName; title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="blank">
      <span className="blank-icon">
        <Icon name={icon} size={34} />
      </span>
      <p className="blank-title">{title}</p>
      {hint !== undefined && <p className="blank-hint">{hint}</p>}
      {children}
    </div>
  );
}
