// The list of alerts under a filter, kept up to date by events.
import { useCallback, useEffect, useRef, useState } from "react";
import type { Failure } from "@/api/client";
import { getAlert, listAlerts, type Alert, type Filter } from "./api";
import { followAlerts } from "./live";
import { merge } from "./merge";

export interface AlertList {
  loading: boolean;
  failure: Failure | null;
  alerts: readonly Alert[];
  put: (alert: Alert) => void;
  reload: () => void;
}

export function useAlerts(filter: Filter, chosen: string | null): AlertList {
  const [alerts, setAlerts] = useState<readonly Alert[]>([]);
  const [loading, setLoading] = useState(true);
  const [failure, setFailure] = useState<Failure | null>(null);
  const keep = useRef(chosen);
  useEffect(() => {
    keep.current = chosen;
  }, [chosen]);

  const put = useCallback((alert: Alert) => setAlerts((list) => merge(list, alert, filter, keep.current)), [filter]);
  const reload = useCallback(() => {
    void listAlerts(filter).then((result) => {
      setLoading(false);
      setFailure(result.ok ? null : result.failure);
      if (result.ok) setAlerts(result.data);
    });
  }, [filter]);

  useEffect(() => {
    reload();
    return followAlerts((alertId) => {
      if (alertId === null) reload();
      else void getAlert(alertId).then((result) => result.ok && put(result.data));
    });
  }, [reload, put]);

  return { loading, failure, alerts, put, reload };
}
