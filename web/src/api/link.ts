// Whether the server answers. Calls and the event socket report here; the banner shows it.

type Listener = () => void;

class Link {
  private reachable = true;
  private readonly listeners = new Set<Listener>();

  lost(): void {
    this.set(false);
  }

  found(): void {
    this.set(true);
  }

  isReachable = (): boolean => this.reachable;

  subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private set(reachable: boolean): void {
    if (reachable === this.reachable) return;
    this.reachable = reachable;
    for (const listener of this.listeners) listener();
  }
}

export const link = new Link();
