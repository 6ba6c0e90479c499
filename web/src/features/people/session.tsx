// Who is signed in. Everything below this component may count on a session, or sees the sign-in page instead.
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { listenForSignOut } from "@/api/client";
import { lockSession, signOut as endSession, whoAmI } from "@/api/endpoints";
import type { Me, Verb } from "@/api/types";
import { forgetCameras } from "@/features/cameras/store";
import { leaveProvider } from "@/features/provider/api";
import { LockScreen } from "./LockScreen";
import { useIdle } from "./useIdle";
import { ViewingReason } from "./ViewingReason";
import { forgetViewingReason } from "./viewingReasonStore";

const LOCKED = "session_locked";

export interface Session {
  me: Me;
  can: (verb: Verb) => boolean;
  signOut: () => Promise<void>;
  /** Sign out, and of the identity provider, too. */
  signOutEverywhere: () => Promise<void>;
  /** Lock the workstation: pictures leave the page at once, the password brings it back. */
  lock: () => void;
  /** The server ended the session (event socket). */
  ended: (code: string) => void;
}

const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("useSession outside of SessionProvider");
  return session;
}

interface ProviderProps {
  children: ReactNode;
  signIn: (props: { onSignedIn: (me: Me) => void; endCode: string | null }) => ReactNode;
  waiting: ReactNode;
}

export function SessionProvider({ children, signIn, waiting }: ProviderProps) {
  const [me, setMe] = useState<Me | null | undefined>(undefined);
  const [endCode, setEndCode] = useState<string | null>(null);
  const [locked, setLocked] = useState(false);

  const leave = useCallback((byServer: boolean, code = "") => {
    forgetCameras();
    if (code === LOCKED) {
      setLocked(true);
      return;
    }
    setLocked(false);
    forgetViewingReason();
    setMe((before) => {
      if (before && byServer) setEndCode(code);
      return null;
    });
  }, []);

  const lock = useCallback(() => {
    leave(true, LOCKED);
    void lockSession();
  }, [leave]);
  useIdle(Boolean(me) && !locked, lock);

  useEffect(() => {
    listenForSignOut((code) => leave(true, code));
    void whoAmI().then((result) => setMe(result.ok ? result.data : null));
  }, [leave]);

  const session = useMemo<Session | null>(() => {
    if (!me) return null;
    return {
      me,
      can: (verb) => me.verbs.includes(verb),
      signOut: async () => {
        await endSession();
        leave(false);
      },
      signOutEverywhere: async () => {
        const result = await leaveProvider();
        if (result.ok && result.data.address !== null) window.location.assign(result.data.address);
        else leave(false);
      },
      lock,
      ended: (code) => leave(true, code),
    };
  }, [me, leave, lock]);

  if (me === undefined) return waiting;
  if (locked) {
    const back = (again: Me): void => {
      setMe(again);
      setLocked(false);
    };
    return <LockScreen name={me?.name ?? null} onBack={back} onLeave={() => void endSession().then(() => leave(false))} />;
  }
  if (session === null) {
    return signIn({
      endCode,
      onSignedIn: (signedIn) => {
        setEndCode(null);
        setMe(signedIn);
      },
    });
  }
  return (
    <SessionContext value={session}>
      <ViewingReason role={session.me.role} onLeave={() => void session.signOut()}>
        {children}
      </ViewingReason>
    </SessionContext>
  );
}
