// Which page stands at which address.
import { Suspense, useEffect, useState } from "react";
import { Button, Center, Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { welcome } from "@/api/endpoints";
import type { Verb } from "@/api/types";
import { CameraPage } from "@/features/cameras/CameraPage";
import { SessionProvider, useSession } from "@/features/people/session";
import { SignInPage } from "@/features/people/SignInPage";
import { RETURN_PATH } from "@/features/provider/api";
import { ReturnPage } from "@/features/provider/ReturnPage";
import { Blank } from "@/ui/Blank";
import { Toasts } from "@/ui/toasts";
import { ErrorBoundary } from "./ErrorBoundary";
import { usePageTitle } from "./usePageTitle";
import { mayOpen, pageAtPath, pagesFor } from "./pages";
import { matchPath, navigate, usePath } from "./router";
import { Shell } from "./Shell";


export function App() {
  return usePath() === RETURN_PATH ? <ReturnPage /> : <Pages />;
}

function Pages() {
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
  const page = pageAtPath(path);
  if (page !== undefined && matchPath(page.path, path)) return <page.component />;
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
