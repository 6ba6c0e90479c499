// Which page stands at which address.
import { lazy, Suspense, useEffect, useState } from "react";
import { Button, Center, Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { welcome } from "@/api/endpoints";
import type { Verb } from "@/api/types";
import { CameraPage } from "@/features/cameras/CameraPage";
import { CamerasPage } from "@/features/cameras/CamerasPage";
import { SystemPage } from "@/features/nodes/SystemPage";
import { SessionProvider, useSession } from "@/features/people/session";
import { SignInPage } from "@/features/people/SignInPage";
import { WallPage } from "@/features/wall/WallPage";
import { Blank } from "@/ui/Blank";
import { Toasts } from "@/ui/toasts";
import { ErrorBoundary } from "./ErrorBoundary";
import { usePageTitle } from "./usePageTitle";
import { mayOpen, pagesFor } from "./pages";
import { matchPath, navigate, usePath } from "./router";
import { Shell } from "./Shell";

const AlertsPage = lazy(() => import("@/features/alerts/AlertsPage"));
const AnalyticsPage = lazy(() => import("@/features/analytics/AnalyticsPage"));
const DutyPage = lazy(() => import("@/features/duty/DutyPage"));
const HandoverPage = lazy(() => import("@/features/duty/HandoverPage"));
const TeamPage = lazy(() => import("@/features/people/TeamPage"));
const PlaybackPage = lazy(() => import("@/features/archive/PlaybackPage"));

export function App() {
  const [town, setTown] = useState("");
  useEffect(() => {
    void welcome().then((result) => {
      if (result.ok) setTown(result.data.town);
    });
  }, []);
  return (
    <>
      <SessionProvider signIn={(props) => <SignInPage {...props} onTown={setTown} />} waiting={<Waiting />}>
        <Shell town={town}>
          <Page />
        </Shell>
      </SessionProvider>
      <Toasts />
    </>
  );
}

function Page() {
  const path = usePath();
  const { can } = useSession();
  const home = homeFor(can);
  usePageTitle(path);
  useEffect(() => {
    if (path === "/") navigate(home);
  }, [path, home]);
  return (
    <ErrorBoundary place={path}>
      <Suspense fallback={<Waiting />}>{mayOpen(path, can) ? pageAt(path) : <NoRight />}</Suspense>
    </ErrorBoundary>
  );
}

function homeFor(can: (verb: Verb) => boolean): string {
  return pagesFor(can)[0]?.path ?? "/systeme";
}

function pageAt(path: string) {
  if (path === "/") return <Waiting />;
  if (matchPath("/mur", path)) return <WallPage />;
  if (matchPath("/alertes", path)) return <AlertsPage />;
  if (matchPath("/analyse", path)) return <AnalyticsPage />;
  if (matchPath("/relecture", path)) return <PlaybackPage />;
  if (matchPath("/service", path)) return <DutyPage />;
  if (matchPath("/releve", path)) return <HandoverPage />;
  if (matchPath("/equipe", path)) return <TeamPage />;
  if (matchPath("/cameras", path)) return <CamerasPage />;
  if (matchPath("/systeme", path)) return <SystemPage />;
  const camera = matchPath("/cameras/:id", path);
  if (camera?.["id"] !== undefined) return <CameraPage key={camera["id"]} cameraId={camera["id"]} />;
  return <NotFound />;
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <Center h="100%" mih={240}>
      <Loader aria-label={t("shell.loading")} />
    </Center>
  );
}

function NotFound() {
  const { t } = useTranslation();
  return (
    <Blank icon="search" title={t("errors.notFound")} hint={t("errors.notFoundHint")}>
      <Button onClick={() => navigate("/")}>{t("errors.backHome")}</Button>
    </Blank>
  );
}

function NoRight() {
  const { t } = useTranslation();
  return (
    <Blank icon="lock" title={t("errors.noRight")} hint={t("errors.noRightHint")}>
      <Button onClick={() => navigate("/")}>{t("errors.backHome")}</Button>
    </Blank>
  );
}
