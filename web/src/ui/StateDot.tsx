// A camera's state: colour and shape together, and always its text (for eyes that do not tell colours, and screen readers).
import { useTranslation } from "react-i18next";
import type { CameraState } from "@/api/types";

export function StateDot({ state, withText = false }: { state: CameraState; withText?: boolean }) {
  const { t } = useTranslation();
  const text = t(`cameras.state.${state}`);
  return (
    <span className="state" title={text}>
      <span className={`dot dot-${state}`} aria-hidden="true" />
      {withText ? <span>{text}</span> : <span className="visually-hidden">{text}</span>}
    </span>
  );
}
