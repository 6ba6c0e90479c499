// Who is signed in. Everything below this component may count on a session, or sees the sign-in page instead.
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { listenForSignOut } from "@/api/client";
import { signOut as endSession, whoAmI } from "@/api/endpoints";
import type { Me, Verb } from "@/api/types";
import { forgetCameras } from "@/features/cameras/store";

export interface Session {
  me: Me;
  can: (verb: Verb) => boolean;
  signOut: () => Promise<void>;
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
  signIn: (props: { onSignedIn: (me: Me) => void; expired: boolean }) => ReactNode;
  waiting: ReactNode;
}

export function SessionProvider({ children, signIn, waiting }: ProviderProps) {
  const [me, setMe] = useState<Me | null | undefined>(undefined);
  const [expired, setExpired] = useState(false);

  const leave = useCallback((byServer: boolean) => {
    setMe((before) => {
      if (before && byServer) setExpired(true);
      return null;
    });
    forgetCameras();
  }, []);

  useEffect(() => {
    listenForSignOut(() => leave(true));
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
      ended: () => leave(true),
    };
  }, [me, leave]);

  if (me === undefined) return waiting;
  if (session === null) {
    return signIn({
      expired,
      onSignedIn: (signedIn) => {
        setExpired(false);
        setMe(signedIn);
      },
    });
  }
  return <SessionContext value={session}>{children}</SessionContext>;
}
