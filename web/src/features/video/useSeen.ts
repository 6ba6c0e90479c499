// Whether anybody can see a picture: its page is in front, and it is not scrolled or hidden away. One that nobody has
// seen for a while stops receiving; when it is seen again it starts at the live edge.
import { useEffect, useState } from "react";

const GRACE_MS = 10_000;

export function useSeen(): { ref: (element: Element | null) => void; seen: boolean } {
  const [element, ref] = useState<Element | null>(null);
  const [seen, setSeen] = useState(false);

  useEffect(() => {
    if (element === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let onScreen = false;
    const look = (): void => {
      clearTimeout(timer);
      if (onScreen && document.visibilityState === "visible") setSeen(true);
      else timer = setTimeout(() => setSeen(false), GRACE_MS);
    };
    const observer = new IntersectionObserver(
      (entries) => {
        onScreen = entries.at(-1)?.isIntersecting ?? false;
        look();
      },
      { rootMargin: "200px" },
    );
    observer.observe(element);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener("visibilitychange", look);
    };
  }, [element]);

  return { ref, seen };
}
