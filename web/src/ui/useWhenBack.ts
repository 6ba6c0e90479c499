// When the server answers again after it did not.
import { useEffect, useRef } from "react";
import { link } from "@/api/link";

/** Does `act` each time the server is back. */
export function useWhenBack(act: () => void): void {
  const current = useRef(act);
  useEffect(() => {
    current.current = act;
  });
  useEffect(
    () =>
      link.subscribe(() => {
        if (link.isReachable()) current.current();
      }),
    [],
  );
}
