// What everybody must know at once: the server is lost, or nothing is being recorded.
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { link } from "@/api/link";
import { useCameras } from "@/features/cameras/store";
import { Icon } from "@/ui/icons";

export function Banner() {
  const { t } = useTranslation();
  const reachable = useSyncExternalStore(link.subscribe, link.isReachable);
  const { recorder } = useCameras();
  const text = !reachable
    ? t("banner.linkLost")
    : recorder === "down"
      ? t("banner.recorderDown")
      : null;
  return (
    <div role="alert">
      {text !== null && (
        <p className="banner">
          <Icon name="warning" />
          <span>{text}</span>
        </p>
      )}
    </div>
  );
}
