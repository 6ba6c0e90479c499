// Alerts as the event socket tells them: it names the alert, whoever wants it asks the server.
type Listener = (alertId: string | null) => void;
const listeners = new Set<Listener>();

/** Hear of each changed alert's id; null: the socket was away, so read everything anew. */
export function followAlerts(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function alertChanged(alertId: string | null): void {
  for (const listener of listeners) listener(alertId);
}
