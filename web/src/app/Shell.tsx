// Frame of every page: top bar, banner, content. Also what lives as long as a session: events and the camera list.
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { followEvents } from "@/api/events";
import { alertChanged } from "@/features/alerts/live";
import { AlertNotice } from "@/features/alerts/AlertNotice";
import { applyEvent, loadCameras, readSystem } from "@/features/cameras/store";
import { useSession } from "@/features/people/session";
import { Banner } from "./Banner";
import { TopBar } from "./TopBar";

const RECORDER_EVERY_MS = 30_000;

export function Shell({ town, children }: { town: string; children: ReactNode }) {
  const { t } = useTranslation();
  const { ended } = useSession();

  useEffect(() => {
    const stop = followEvents({
      onEvent: (event) => {
        if (event.type === "signed_out") ended(event.code);
        else if (event.type === "alert") alertChanged(event.id);
        else applyEvent(event);
      },
      onOpen: () => {
        void loadCameras();
        void readSystem();
        alertChanged(null);
      },
    });
    void loadCameras();
    void readSystem();
    const timer = setInterval(() => void readSystem(), RECORDER_EVERY_MS);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [ended]);

  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t("nav.skip")}
      </a>
      <TopBar town={town} />
      <Banner />
      <AlertNotice />
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
