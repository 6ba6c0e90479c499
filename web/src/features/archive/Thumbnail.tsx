// A small picture of the recording at an instant, for the pointer on the timeline. It asks once the pointer rests,
// keeps the last picture dimmed meanwhile, and lets go of every picture when it leaves the page.
import "./thumbnail.css";
import { useEffect, useState } from "react";
import { Loader } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { formatClock, formatOffset } from "@/time/format";
import { failureText } from "@/ui/failureText";
import { fetchThumbnail, thumbnailUrl, type ThumbnailAnswer } from "./ThumbnailCall";

interface Props {
  cameraId: string;
  atUs: number;
  consultation: string;
  /** Shown on the picture where several cameras are meant. */
  name?: string;
}

/** Shorter than a glance, longer than the pace of a pointer that only passes. */
const REST_MS = 120;
/** The server turned the wish away for newer ones (other rows, other people): asked again after this. */
const AGAIN_MS = 400;

export function Thumbnail(props: Props) {
  return <Picture key={`${props.cameraId} ${props.consultation}`} {...props} />;
}

function Picture({ cameraId, atUs, consultation, name }: Props) {
  const { t } = useTranslation();
  const [restUs] = useDebouncedValue(atUs, REST_MS);
  const shown = useThumbnail(thumbnailUrl(cameraId, restUs, consultation));
  const waiting = shown.busy || restUs !== atUs;
  return (
    <figure className="thumbnail" data-waiting={waiting || undefined} aria-busy={waiting}>
      {shown.src !== null && (
        <img src={shown.src} alt={t("thumbnail.alt", { camera: name ?? cameraId, time: clock(shown.takenUs ?? restUs) })} draggable={false} />
      )}
      {shown.src === null && waiting && <Loader size="sm" aria-label={t("thumbnail.loading")} />}
      {shown.src === null && !waiting && shown.text === "none" && <span className="thumbnail-text">{t("thumbnail.none")}</span>}
      {shown.src === null && !waiting && typeof shown.text === "object" && shown.text !== null && (
        <span className="thumbnail-text thumbnail-bad">{failureText(t, shown.text)}</span>
      )}
      {name !== undefined && <figcaption>{name}</figcaption>}
    </figure>
  );
}

const clock = (us: number): string => `${formatClock(us)} (${formatOffset(us)})`;

type Text = "none" | Extract<ThumbnailAnswer, { kind: "failed" }>["failure"] | null;

interface Shown {
  url: string;
  src: string | null;
  takenUs: number | null;
  text: Text;
}

/** The picture at an address; the one before stays until it comes. Object URLs are revoked when they are replaced. */
function useThumbnail(url: string): Shown & { busy: boolean } {
  const [shown, setShown] = useState<Shown>({ url: "", src: null, takenUs: null, text: null });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const going = new AbortController();
    let again: ReturnType<typeof setTimeout> | undefined;
    void fetchThumbnail(url, going.signal).then((answer) => {
      if (going.signal.aborted) return;
      if (answer.kind === "overtaken") {
        again = setTimeout(() => setAttempt((one) => one + 1), AGAIN_MS);
        return;
      }
      if (answer.kind === "picture") setShown({ url, src: URL.createObjectURL(answer.jpeg), takenUs: answer.takenUs, text: null });
      else setShown({ url, src: null, takenUs: null, text: answer.kind === "none" ? "none" : answer.failure });
    });
    return () => {
      going.abort();
      clearTimeout(again);
    };
  }, [url, attempt]);
  const { src } = shown;
  useEffect(() => () => (src === null ? undefined : URL.revokeObjectURL(src)), [src]);
  return { ...shown, busy: shown.url !== url };
}
